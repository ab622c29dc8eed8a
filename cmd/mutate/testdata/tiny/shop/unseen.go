package shop

// BelowUnseen is never asked at its bound.
func BelowUnseen(a, b int) bool { return a < b }

// CallUnseen makes a note that no test looks at.
func (s *Shop) CallUnseen() { s.note("unseen") }

// NeverUnseen is not called.
func NeverUnseen(a, b int) int { return a + b }

// SlackUnseen is the same with either.
func SlackUnseen(a int) int { return max(a, a) }
