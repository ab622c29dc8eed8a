package durable

// outputGate holds what an object says until what it rests on is durable, and what it says on a WebSocket also until
// the turn has ended: a turn that aborts its object has sent nothing (semantics I18).
type outputGate struct {
	held  []held
	turn  int64 // the number of turns that have ended
	block bool  // a BlockConcurrencyWhile begins next: it may still undo the turn before it
}

// held is something said that rests on commit n.
type held struct {
	n    int64
	turn int64 // it leaves when more turns than these have ended
	who  *task // that said it
	fn   func()
}

// say lets fn happen once all writes made so far are durable: now, or later and in the order of saying. Should
// the incarnation die first, it never happens.
func (i *instance) say(fn func()) {
	n := i.rests()
	if i.rt.found != nil {
		fn = i.audited(n, fn)
	}
	if n <= i.commits.durable && len(i.out.held) == 0 {
		fn()
		return
	}
	i.out.held = append(i.out.held, held{n, -1, i.cur, fn})
}

// sayAtEnd is say for a frame of a WebSocket: it happens no earlier than at the end of the running turn.
func (i *instance) sayAtEnd(fn func()) {
	n := i.rests()
	if i.rt.found != nil {
		fn = i.audited(n, fn)
	}
	i.out.held = append(i.out.held, held{n, i.out.turn, i.cur, fn})
}

// release lets out what rests on commits that are durable.
func (g *outputGate) release(durable int64) {
	for len(g.held) > 0 && !g.block && g.held[0].n <= durable && g.held[0].turn < g.turn {
		out := shift(&g.held)
		out.fn()
	}
}

// endTurn lets out what the turn has said on its sockets and does not rest on what it wrote. Where a
// BlockConcurrencyWhile begins next, the rest stays until the block has had its first turn: a block that fails there
// takes it along, as the reference runtime's does.
func (g *outputGate) endTurn(durable int64, block bool) {
	g.turn++
	g.block = false
	g.release(durable)
	g.block = block
}
