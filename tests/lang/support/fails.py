print("running", __name__)
1 / 0
