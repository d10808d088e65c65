def f():
	名 = "変数"
	return 名 + 1 + 2


f()
