// Package goroutines shows the ways to start goroutines.
package goroutines

func bad(f func()) {
	go f()      // want `go starts a goroutine: use World.Go or an actor \(go\)`
	go func() { // want `go starts`
		go f() // want `go starts`
	}()
}

func good(f func()) {
	defer f()
	func() { f() }()
}
