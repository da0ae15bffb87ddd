/** What the processes behind `tf.train.Server` run: TensorFlow's Python, and the thread that holds its pipes. */

/** Before each line that the server says to tf0, which sets it apart from what else comes from its output. */
export const MARK = 'tf0-server:'

/**
 * For Python 2.7 to 3, TensorFlow 0.12 to 2. Requests are lines of JSON on standard input: first the definition of the server, then `start`.
 * The process ends when its input does, which is when the program has ended, however it did. An interrupt is for the program: it may save
 * before it ends. TensorFlow 0.12 shares a port that another server listens on, which sends clients to either of them; so it is asked first.
 */
export const SERVER_SCRIPT = `
import sys
sys.path = [folder for folder in sys.path if folder]
import base64, json, os, signal, socket
signal.signal(signal.SIGINT, signal.SIG_IGN)
def say(**answer):
    sys.stdout.write('${MARK}' + json.dumps(answer) + '\\n')
    sys.stdout.flush()
def listen(family, port):
    probe = socket.socket(family, socket.SOCK_STREAM)
    try:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(('', port))
    finally:
        probe.close()
def in_use(port):
    import errno
    families = [socket.AF_INET] + ([socket.AF_INET6] if socket.has_ipv6 else [])
    for family in families:
        try:
            listen(family, port)
        except socket.error as error:
            if error.errno == errno.EADDRINUSE:
                return True
    return False
def own_port(definition):
    for job in definition.cluster.job:
        if job.name == definition.job_name:
            port = job.tasks[definition.task_index].split(':')[-1] if definition.task_index in job.tasks else ''
            return int(port) if port.isdigit() else 0
    return 0
try:
    import tensorflow as tf
    tf1 = getattr(getattr(tf, 'compat', None), 'v1', tf)
    from tensorflow.core.protobuf import tensorflow_server_pb2
    server_class = tf1.train.Server
except Exception as error:
    say(missing='%s: %s' % (type(error).__name__, error), python=sys.executable)
    os._exit(1)
server = None
while True:
    line = sys.stdin.readline()
    if not line:
        os._exit(0)
    try:
        request = json.loads(line)
        if server is None:
            definition = tensorflow_server_pb2.ServerDef()
            definition.ParseFromString(base64.b64decode(request['server_def']))
            port = own_port(definition)
            if port and in_use(port):
                say(code=2, message='Could not start gRPC server: port %d is in use' % port)
                continue
            server = server_class(definition, start=False)
        if request['start']:
            server.start()
        target = server.target
        say(target=target if isinstance(target, str) else target.decode())
    except tf1.errors.OpError as error:
        say(code=error.error_code, message=error.message)
    except Exception as error:
        say(code=13, message='%s: %s' % (type(error).__name__, error))
`

/**
 * A thread has the process: the program's own may be in one long job, and what the process says must be read, or it would wait.
 * Messages go out as soon as they come; a string to this thread is a line for the process, null its end.
 */
export const HOLDER = `
const { spawn } = require('node:child_process')
const { createInterface } = require('node:readline')
const { workerData } = require('node:worker_threads')
const { command, args, mark, port } = workerData
const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env: process.env })
child.on('error', error => port.postMessage({ ended: error.code + ': ' + error.message, failed: true }))
child.on('close', (code, signal) => port.postMessage({ ended: signal === null ? 'exit code ' + code : 'signal ' + signal }))
child.stdin.on('error', () => undefined)
port.on('message', line => {
  if (line === null) child.stdin.end()
  else child.stdin.write(line + '\\n')
})
createInterface(child.stdout).on('line', line => {
  if (line.startsWith(mark)) port.postMessage({ answer: line.slice(mark.length) })
})
`
