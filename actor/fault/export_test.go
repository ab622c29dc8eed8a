package fault

// In is the method in.
func In(f Fault, holds func(Condition) bool) bool { return f.in(holds) }
