print("third loads"); name = "third"
