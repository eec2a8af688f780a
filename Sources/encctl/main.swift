print("encctl")
