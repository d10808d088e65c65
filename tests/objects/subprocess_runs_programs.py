import subprocess
print(subprocess.run(['sh', '-c', 'cat; echo err >&2; exit 3'], input=b'hello', capture_output=True))
print(subprocess.check_output('echo $FOO', shell=True, env={'FOO': 'bar'}, text=True))
for args in ((['/nope'],), (['ls'], ), (['false'],)):
    try:
        subprocess.check_call(*args, cwd='/nope' if args[0] == ['ls'] else None)
    except Exception as e:
        print(type(e).__name__, e)
p = subprocess.Popen(['sleep', '10'])
p.terminate()
print(p.wait())
with subprocess.Popen(['tr', 'a-z', 'A-Z'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as p:
    print(p.communicate('shout')[0], p.returncode)
