def formulas(e):
    return ()
def sources(e):
    return ()
