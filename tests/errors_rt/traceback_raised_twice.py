e = ValueError("again")
try:
    raise e
except ValueError:
    pass
raise e
