e = ValueError("text")
e.__notes__ = {"not": "a list"}
raise e
