print("encodingsd")
