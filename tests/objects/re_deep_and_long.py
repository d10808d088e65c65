import re
s = 'ab' * 50000
print(len(re.match('(?:a|b)*', s)[0]), len(re.match('(?:(a)|b)*?$', s)[0]), re.match('(ab)*', s).span(1), len(re.findall('ab', s)))
print(re.match('(?:(?:(?:a|b)*)*)*$', s) is not None, re.search('c', s), len(re.sub('a', '', s)), len(re.split('b', s)))
print(re.match('((((((((((a))))))))))', 'a').groups())
