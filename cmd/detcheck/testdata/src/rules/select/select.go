// Package selects shows selects. What they receive and send is theirs, what they compute is not.
package selects

func bad(a, b chan int) int {
	select { // want `select picks at random among what is ready: use World.Choose over a sorted slice \(select\)`
	case n := <-a:
		return n
	case (<-b):
	case b <- 1:
	default:
	}
	select {} // want `select picks`
}
