package durable

import (
	"io"
	"net/http"
	"slices"

	"dolab/actor"
	"dolab/actor/fault"
	"dolab/durable/platform"
)

// transfer takes the bytes of a body from the pipe where it is written to the pipe where it is read:
//
//	source ─► output gate ─► link, with the profile's hop ─► target
//	       ◄─ what has been read, and whether the reader has closed ◄─
//
// It sends at most StreamBytesMax ahead of the reader.
type transfer struct {
	rt     *Runtime
	what   string // the event: "fetch GET /"
	peer   string // the caller
	up     bool   // a request's body
	callee *object

	source, target *pipe
	from, to       *instance // of the source and the target; nil for a client, or where no handler has begun
	hop            fault.Dist
	forth, back    actor.Link

	started bool
	over    bool // nothing more is taken from the source
	left    bool // the end has left
	ahead   int  // bytes sent, and not known to be read
	owed    int  // bytes read, of which the source does not know
	ended   func()
	hangup  *Hangup // of a response's fetch, nil for none
}

// respond makes the transfer of a response's body.
func (r *StreamReader) respond(i *instance, ev *event, resp *http.Response) bodyTransfer {
	t := &transfer{
		rt: i.rt, what: ev.name(), peer: ev.peer, callee: i.obj, source: r.pipe, from: i, to: ev.stub.from,
		hop: ev.stub.hop(), hangup: ev.hangup, ended: func() {
			if !i.dead {
				i.forget(ev)
			}
		},
	}
	resp.Body = t.open()
	return t
}

// upload makes the transfer of a request's body, which the caller sends.
func (r *StreamReader) upload(s *Stub, what string) bodyTransfer {
	t := &transfer{
		rt: s.ns.rt, what: what, peer: s.peer(), up: true, callee: s.ns.object(s.id), source: r.pipe,
		from: s.from, hop: s.hop(), ended: func() {},
	}
	t.open()
	return t
}

// open joins the two pipes, and returns the end that the other side reads.
func (t *transfer) open() *StreamReader {
	w := t.rt.w
	t.forth, t.back = w.NewLink(), w.NewLink()
	t.target = &pipe{w: w, owner: t.to, in: t}
	t.source.out = t
	t.from.join(t)
	t.to.join(t)
	return &StreamReader{t.target}
}

// arrive hands the body of a request to the incarnation whose handler begins. A request that comes twice has its body
// once: the copy's is broken.
func (t *transfer) arrive(i *instance) io.ReadCloser {
	if t.to != nil {
		return &StreamReader{&pipe{w: i.w, owner: i, closed: true, err: t.rt.lost()}}
	}
	t.to, t.target.owner, i.cur.ev.upload = i, i, t
	i.join(t)
	t.settle()
	return &StreamReader{t.target}
}

// start lets the body follow its request or response.
func (t *transfer) start() {
	t.started = true
	t.pump()
}

// pump takes what the window has room for.
func (t *transfer) pump() {
	s := t.source
	for t.started && !t.over && len(s.queue) > 0 && t.ahead+len(s.queue[0]) <= StreamBytesMax {
		b := s.shift()
		t.ahead += len(b)
		t.say(func() { t.send(b) })
	}
	if t.started && !t.over && s.closed && len(s.queue) == 0 {
		t.over = true
		err := s.err
		if err != nil {
			err = t.thrown(err)
		}
		t.say(func() { t.end(err) })
	}
}

// thrown is an error of the writer as the other side sees it.
func (t *transfer) thrown(err error) *platform.Error {
	if !t.up {
		return platform.Remote(err)
	}
	e := platform.Thrown(err)
	return &e
}

// say lets something leave: from an incarnation at the end of the turn, and through its output gate.
func (t *transfer) say(fn func()) {
	switch {
	case t.from == nil:
		fn()
	case t.from.cur != nil:
		t.from.sayAtEnd(fn)
	default:
		t.from.say(fn)
	}
}

// send puts bytes on their way.
func (t *transfer) send(b []byte) {
	if t.left {
		return
	}
	t.trace(count(len(b), "byte"), "")
	t.travel(&t.forth, func() { t.target.push(b) })
}

// end puts the end on its way, behind what was sent.
func (t *transfer) end(err error) {
	if t.left {
		return
	}
	note := ""
	if err != nil {
		note = err.Error()
	}
	t.trace("end", note)
	t.stop()
	t.travel(&t.forth, func() { t.target.finish(err) })
}

// stop ends the sender's part.
func (t *transfer) stop() {
	if t.left {
		return
	}
	t.over, t.left = true, true
	t.ended()
	t.settle()
}

// travel lets fn happen at the other side after a hop, and behind what travels there already. Where a partition is in
// the way, the body breaks for both sides.
func (t *transfer) travel(l *actor.Link, fn func()) {
	caller := t.to
	if t.up {
		caller = t.from
	}
	p := t.callee.departFor(caller)
	l.Deliver(t.hop.Draw(t.rt.w, "body.hop"), func() {
		if p.lost() {
			t.cut()
			return
		}
		fn()
	})
}

// cut breaks the body for both sides: the connection is lost.
func (t *transfer) cut() {
	err := t.rt.lost()
	if !t.left || !t.target.closed {
		t.trace("cut", err.Error())
	}
	t.stop()
	t.target.finish(err)
	t.source.closeReader(err, err)
}

// credit notes that the reader has taken n bytes, and tells the sender once they are a piece.
func (t *transfer) credit(n int) {
	if t.owed += n; t.owed < pieceMax || t.target.closed {
		return
	}
	read := t.owed
	t.owed = 0
	t.travel(&t.back, func() {
		t.ahead -= read
		t.pump()
	})
}

// readerGone tells the sender that the reader has closed or broken.
func (t *transfer) readerGone(err error) {
	t.travel(&t.back, func() {
		if !t.left {
			t.trace("closed by the reader", "")
			if t.hangup != nil {
				t.hangup.arrive()
			}
		}
		t.source.closeReader(err, err)
		t.stop()
	})
}

// senderGone ends a body of which no more is sent: the reader gets one error, the writer the other.
func (t *transfer) senderGone(reads, writes error) {
	if t.left {
		return
	}
	t.source.closeReader(writes, writes)
	t.end(reads)
}

// settle lets go of the incarnations for which the body is over.
func (t *transfer) settle() {
	sent, read := t.left, t.target.drained()
	if t.from == t.to {
		sent, read = sent && read, sent && read
	}
	if sent {
		t.from.part(t)
	}
	if read {
		t.to.part(t)
	}
}

func (t *transfer) trace(what, note string) {
	kind := "body.out"
	if t.up {
		kind = "body.in"
	}
	t.rt.w.Trace(actor.Event{Kind: kind, Who: t.callee.label, What: t.what + ": " + what, Peer: t.peer, Note: note})
}

// join notes a body that the incarnation sends or reads.
func (i *instance) join(t *transfer) {
	if i != nil && !slices.Contains(i.bodies, bodyTransfer(t)) {
		i.bodies = append(i.bodies, t)
	}
}

// part forgets a body, and looks again what keeps the incarnation in memory.
func (i *instance) part(t *transfer) {
	if i == nil || i.dead {
		return
	}
	if at := slices.Index(i.bodies, bodyTransfer(t)); at >= 0 {
		i.bodies = slices.Delete(i.bodies, at, at+1)
		if i.cur == nil {
			i.rest()
		}
	}
}

// broken breaks the body where the incarnation, which has ended, still sends or reads it. That of a response has got the
// error of its event.
func (t *transfer) broken(i *instance) {
	if t.from == i {
		t.senderGone(t.rt.lost(), t.rt.lost())
	}
	if t.to == i {
		t.target.closeReader(t.rt.lost(), t.rt.lost())
	}
}

// unread closes the body of a request where the incarnation reads it: reads get the error.
func (t *transfer) unread(i *instance, err error) {
	if t.to == i {
		t.target.closeReader(err, ErrReaderClosed)
	}
}

// sent reports whether the end has left.
func (t *transfer) sent() bool { return t.left }
