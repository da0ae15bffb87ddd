/** Thrown where libjpeg gives up; the message for the user is TensorFlow's. */
export class Damaged {}
