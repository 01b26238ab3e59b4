print("bld")
