class Animal(object):
    """Something that speaks."""
    legs = 4

    def __init__(self, name, sound='...'):
        self.name = name  # what it is called
        self.sound = sound

    def speak(self, times=1):
        return ' '.join([self.sound] * times)

    @property
    def loud(self):
        return self.sound.upper() + '!'


class Dog(Animal):
    def __init__(self, name):
        super(Dog, self).__init__(name, sound='woof')
        self.tricks = []

    def add(self, trick):
        self.tricks.append(trick)
        return self

d = Dog('Rex')
d.add('sit').add('roll')
print(d.name, d.speak(2), d.loud, d.legs, len(d.tricks))
