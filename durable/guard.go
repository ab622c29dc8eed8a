package durable

// guarded is a call of Guard that runs.
type guarded struct {
	end  func()   // what ends the incarnation when it has returned, nil for nothing
	then []func() // what the call has put off
}

// Guard runs fn, in which code of the incarnation neither blocks nor is unwound: for a host whose frames must return.
// What would end the incarnation within, an Abort, a fault of its storage, too much memory or CPU, does so when fn has
// returned; Guard does not return then. Until then the operation that it struck returns an error or nothing, Ended
// reports true, and what is written is undone with the turn. DeleteAll commits at once: what its commit strikes ends the
// incarnation within fn, and Guard does not return either.
func (st *State) Guard(fn func()) {
	i := st.inst
	i.use("Guard")
	if i.guard != nil {
		fn()
		return
	}
	g := &guarded{}
	i.guard = g
	func() {
		defer func() { i.guard = nil }()
		fn()
	}()
	for _, then := range g.then {
		then()
	}
	if g.end != nil {
		i.exit(g.end)
	}
	i.use("Guard") // A task that has begun may have ended the incarnation.
}

// Ended reports whether the incarnation has ended, or ends when the Guard that runs has returned.
func (st *State) Ended() bool {
	i := st.inst
	return i.dead || i.guard != nil && i.guard.end != nil
}

// exit ends the incarnation by its own code, which does not go on. In a Guard it returns, and the end comes later.
func (i *instance) exit(end func()) {
	if g := i.guard; g != nil {
		if g.end == nil {
			g.end = end
		}
		return
	}
	c := i.w.Current()
	end()
	c.Exit()
}
