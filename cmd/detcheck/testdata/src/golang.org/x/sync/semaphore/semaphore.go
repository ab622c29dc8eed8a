// Package semaphore stands in for the real one.
package semaphore

type Weighted struct{}
