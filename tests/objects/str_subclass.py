class S(str):
    def shout(self):
        return self.upper() + '!'
s = S('abc')
s.tag = 1
print(s, s.shout(), type(s), type(s + 'x'), type(s[:]), type(s.strip()), type(str(s)), s.tag, s == 'abc', hash(s) == hash('abc'))
print({'abc': 1}[s], s.__getnewargs__(), repr(s), type(s.lower()), isinstance(s, str), len(S()), S(5) == '5')
print(type(s.replace('x', 'y')), type(s.center(2)), type('%s' % s), type(f'{s}'), type(S('x') * 1), type(''.join([s])))
