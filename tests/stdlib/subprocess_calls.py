import subprocess, os, signal
p = subprocess.run(["cat"], input="text", capture_output=True, text=True); print(p)
print(subprocess.check_output("echo $A; exit 0", shell=True, env={"A": "b"}))
for c in (["false"], ["/nonexistent"]):
    try: subprocess.run(c, check=True)
    except (subprocess.CalledProcessError, FileNotFoundError) as e: print(e)
try: subprocess.run(["sleep", "5"], timeout=.05)
except subprocess.TimeoutExpired as e: print(e.cmd)
p = subprocess.Popen(["sh", "-c", "read x; echo got $x >&2; kill -TERM $$"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
print(p.communicate("in\n"), p.returncode == -signal.SIGTERM)
print(subprocess.getstatusoutput("echo hi; exit 3"), os.system("exit 2") >> 8, os.popen("echo p").read())
def handler(n, f): print("signal", signal.Signals(n).name)
signal.signal(signal.SIGUSR1, handler); os.kill(os.getpid(), signal.SIGUSR1); print(signal.getsignal(signal.SIGUSR1) is handler)
