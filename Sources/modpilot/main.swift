print("modpilot")
