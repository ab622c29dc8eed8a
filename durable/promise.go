package durable

// Promise is a value that one event of an object completes and others await: new Promise in JavaScript, with its
// resolve and reject. It is memory of one incarnation, works only in turns of it, and is gone with it: an awaiter in a
// dead incarnation has ended too. How many await it is bounded as coroutines are.
//
//	ready := durable.NewPromise[string](st, "ready") // in the constructor
//	word, err := ready.Await()                       // in one call
//	ready.Resolve("go")                              // in another
type Promise[T any] struct {
	outcome
	v T
}

// NewPromise returns a promise without a value. Name says what it is, for reports of who waits for what.
func NewPromise[T any](st *State, name string) *Promise[T] {
	st.inst.use("NewPromise")
	return &Promise[T]{outcome: outcome{inst: st.inst, name: "promise " + name}}
}

// Resolve gives the promise its value. Awaiters go on in the order of waiting, each in a later turn, which enters
// through the input gate within the critical section of the awaiter. A promise that has settled stays as it is.
func (p *Promise[T]) Resolve(v T) {
	p.inst.use("Resolve")
	if !p.over {
		p.v = v
		p.settle(nil)
	}
}

// Reject gives the promise an error in place of a value. A nil error panics.
func (p *Promise[T]) Reject(err error) {
	p.inst.use("Reject")
	if err == nil {
		panic("durable: " + p.inst.String() + ": Reject of " + p.name + " without an error")
	}
	p.settle(err)
}

// Await waits until the promise has settled and returns its value or its error. Other events of the object run
// meanwhile.
func (p *Promise[T]) Await() (T, error) {
	err := p.wait()
	return p.v, err
}
