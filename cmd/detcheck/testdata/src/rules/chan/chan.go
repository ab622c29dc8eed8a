// Package channels shows operations on channels.
package channels

func bad() int {
	c := make(chan int, 1) // want `make of a channel blocks a goroutine behind the world's back: use a slice, and park the coroutine \(chan\)`
	c <- 1                 // want `a channel send blocks`
	n := <-c               // want `a channel receive blocks`
	for v := range c {     // want `range over a channel blocks`
		n += v
	}
	close(c)        // want `close of a channel blocks`
	if len(c) > 0 { // want `len of a channel blocks`
		n += cap(c) // want `cap of a channel blocks`
	}
	return n
}

type pipe chan string

func named(p pipe) {
	for range p { // want `range over a channel`
	}
	_ = make(pipe) // want `make of a channel`
}

func generic[C ~chan int](c C) {
	_ = make(C)   // want `make of a channel`
	for range c { // want `range over a channel`
	}
}

func inSelect(a, b chan int, f func(chan int) int) {
	select { // want `select picks`
	case n := <-a:
		b <- n // want `a channel send`
	case b <- <-a: // want `a channel receive`
	case a <- f(make(chan int)): // want `make of a channel`
	case a <- 1:
		<-b // want `a channel receive`
	}
}

func good(done <-chan struct{}) []int {
	make := func(n int) []int { return nil }
	close := func([]int) {}
	c := make(1)
	close(c)
	for range c {
	}
	var kept chan<- int // A channel may be named, it may only not be used.
	_ = kept
	return append(c, len(c), cap(c))
}
