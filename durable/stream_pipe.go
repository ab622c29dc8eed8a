package durable

import (
	"io"
	"slices"

	"dolab/actor"
	"dolab/durable/platform"
)

// pipe is a queue of bytes in an incarnation or at a client. A StreamWriter or a transfer writes it, and a StreamReader
// or another transfer reads it.
type pipe struct {
	w     *actor.World
	owner *instance // whose code uses it, nil for a client

	queue [][]byte
	bytes int // in the queue, which count in the owner's memory

	closed bool  // nothing more is written
	err    error // why, nil for the regular end

	refusal error // the reader has closed or broken: what reads get
	broken  error // … and what writes get

	reader, writer actor.Waker
	in             *transfer // writes it, nil for a StreamWriter
	out            *transfer // reads it, nil for a StreamReader
}

// pieceMax is the size of the pieces that travel. A window of twice as many bytes always has room for one when half of
// it has been read.
const pieceMax = StreamBytesMax / 2

// errStreamClosed is what a Write behind a Close gets.
var errStreamClosed = platform.TypeError(platform.TextStreamClosed)

// enter checks that the running code owns the pipe. It unwinds code that has been killed.
func (p *pipe) enter(op, what string) error {
	p.w.Check()
	i := running(p.w)
	if i != nil {
		i.use(op)
	}
	if i != p.owner {
		return foreignStream(what)
	}
	return nil
}

func (p *pipe) room() int { return StreamBytesMax - p.bytes }

// ended reports whether a Write fails at once.
func (p *pipe) ended() bool { return p.closed || p.refusal != nil }

// drained reports whether all has been read.
func (p *pipe) drained() bool { return p.refusal != nil || p.closed && len(p.queue) == 0 }

// starved reports whether a Read waits.
func (p *pipe) starved() bool { return len(p.queue) == 0 && !p.ended() }

// write puts bytes into the queue, counting them in n, and waits for room.
func (p *pipe) write(b []byte, n *int) error {
	for {
		switch {
		case p.closed:
			return errStreamClosed
		case p.refusal != nil:
			return p.broken
		case len(b) == 0:
			return nil
		}
		if size := min(len(b), p.room(), pieceMax); size > 0 {
			p.push(slices.Clone(b[:size]))
			b, *n = b[size:], *n+size
			if i := p.owner; i != nil && i.dead && i.guard == nil { // That was too much memory.
				p.w.Current().Exit()
			}
			continue
		}
		p.await(&p.writer, "room in a body")
	}
}

// push adds bytes that the pipe keeps.
func (p *pipe) push(b []byte) {
	if p.ended() || p.keep(len(b)) {
		return
	}
	p.queue = append(p.queue, b)
	p.tell()
}

// keep counts bytes of the queue, n more or, if negative, fewer. It reports whether they were too many for the memory of
// the owner, which has been reset then.
func (p *pipe) keep(n int) (gone bool) {
	p.bytes += n
	return p.owner != nil && !p.owner.dead && p.owner.hold(int64(n))
}

// finish ends what is written.
func (p *pipe) finish(err error) {
	if p.closed {
		return
	}
	p.closed, p.err = true, err
	p.tell()
	if p.in != nil {
		p.in.settle()
	}
}

// tell lets the reader, or the transfer that reads, go on.
func (p *pipe) tell() {
	if p.out != nil {
		p.out.pump()
		return
	}
	p.reader.Wake(nil)
}

// read takes bytes from the queue, and waits for some.
func (p *pipe) read(b []byte) (int, error) {
	for {
		switch {
		case p.refusal != nil:
			return 0, p.refusal
		case len(b) == 0:
			return 0, nil
		case len(p.queue) > 0:
			n := copy(b, p.queue[0])
			if p.queue[0] = p.queue[0][n:]; len(p.queue[0]) == 0 {
				shift(&p.queue)
			}
			p.taken(n)
			return n, nil
		case p.closed && p.err != nil:
			return 0, p.err
		case p.closed:
			return 0, io.EOF
		}
		p.await(&p.reader, "a body")
	}
}

// shift takes the next piece, for a transfer.
func (p *pipe) shift() []byte {
	b := shift(&p.queue)
	p.taken(len(b))
	return b
}

// taken makes room.
func (p *pipe) taken(n int) {
	p.keep(-n)
	p.writer.Wake(nil)
	if p.in != nil {
		p.in.credit(n)
		p.in.settle()
	}
}

// closeReader ends what is read: reads get one error, writes the other.
func (p *pipe) closeReader(reads, writes error) {
	if p.drained() {
		return
	}
	p.refusal, p.broken = reads, writes
	p.keep(-p.bytes)
	p.queue = nil
	p.writer.Wake(nil)
	p.reader.Wake(nil)
	if p.in != nil {
		p.in.readerGone(writes)
		p.in.settle()
	}
}

// await parks the running coroutine until it is woken.
func (p *pipe) await(k *actor.Waker, what string) {
	if k.Waiting() {
		panic("durable: two coroutines wait at once for " + what)
	}
	peer := ""
	if p.in != nil {
		peer = p.in.peer
	}
	*k = p.w.Current().Waker()
	if p.owner != nil {
		p.owner.park(what, peer)
		return
	}
	p.w.Current().Park(what, peer)
}
