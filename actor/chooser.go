package actor

// Chooser decides everything that a world leaves open: whose turn it is, how long a hop takes, whether a fault
// strikes. Choose returns a number in [0, n) for n ≥ 1; name says what for and keys the stream of a seed.
type Chooser interface {
	Choose(name string, n int) int
}
