package durable

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/cespare/xxhash/v2"

	"dolab/actor"
	"dolab/durable/platform"
)

// Poster is the door to a world from other goroutines.
type Poster interface {
	// Post lets fn run in the world, in the order of posting. An error says that it will not.
	Post(fn func()) error
	// Answer is Post for the answer to what the world has asked for itself: there is always room. It reports false
	// where the world has ended.
	Answer(fn func()) bool
}

// Peers are runtimes in worlds that run side by side. Each object has its place in one of them, by the hash of its ID.
// A stub for an object of another world sends its calls there as messages of bytes: they arrive in the order in which
// they were made.
//
//	caller's world                               object's world
//	  output gate ──► Post(method, bytes) ───────► a stub there: link, input gate, turn, output gate
//	  the caller resumes ◄── Answer(bytes, error) ◄──
//
// Calls and fetches travel; bodies of fetches are read whole. Streams and WebSockets do not, and what looks at an object
// from outside is to be asked of the object's own runtime: ErrElsewhere.
type Peers struct {
	posters  []Poster
	runtimes []*Runtime     // by place; filled before the worlds start
	adopted  map[string]int // how many of them have taken over the alarms of a class
}

// ErrElsewhere: the object has its place in another world, and this does not travel there.
var ErrElsewhere = errors.New("the object is in another world")

// NewPeers returns the peers of worlds with these doors, in their order. Each then gets one runtime, WithPeers.
func NewPeers(posters []Poster) *Peers {
	return &Peers{posters: posters, runtimes: make([]*Runtime, len(posters)), adopted: map[string]int{}}
}

// WithPeers makes the runtime the n-th of several, from 0. All of them declare the same classes, before their worlds
// start; in the same directory, where they have one.
func WithPeers(p *Peers, n int) Option {
	return func(rt *Runtime) {
		rt.peers, rt.place = p, n
		p.runtimes[n] = rt
	}
}

// Place returns which of the peers has the object.
func (p *Peers) Place(id ID) int { return int(xxhash.Sum64(id.bytes[:]) % uint64(len(p.posters))) }

// Runtime returns the n-th runtime, which belongs to its world's goroutine.
func (p *Peers) Runtime(n int) *Runtime { return p.runtimes[n] }

// here reports whether the object has its place in this runtime.
func (rt *Runtime) here(id ID) bool { return rt.peers == nil || rt.peers.Place(id) == rt.place }

// elsewhere is the error of what does not travel.
func (s *Stub) elsewhere(op string) error {
	if s.ns.rt.here(s.id) {
		return nil
	}
	return fmt.Errorf("%s of %s: %w", op, s.label(), ErrElsewhere)
}

// twin is a stub in the object's world that calls for a stub of another. Only the object's world uses what is in it.
type twin struct{ stub *Stub }

// abroad sends what do is to do with the stub of the object's world there, on behalf of the running coroutine, and
// returns its answer, which shares no memory with the other world.
func (s *Stub) abroad(k kind, what string, do func(far *Stub) (any, error)) (any, error) {
	if err := s.mayCall("a call"); err != nil {
		return nil, err
	}
	w := s.ns.rt.w
	if w.Current() == nil {
		var v any
		var err error
		failed := w.Do("driver", func() { v, err = s.abroad(k, what, do) })
		return v, errors.Join(failed, err)
	}
	from, peer, label := s.from, s.peer(), s.label()
	if from != nil {
		from.mayWait("a reply")
	}
	w.Trace(actor.Event{Kind: "call", Who: label, What: kindNames[k] + " " + what, Peer: peer})
	if s.origin().far == nil {
		s.origin().far = &twin{}
	}
	j := &journey{
		peers: s.ns.rt.peers, from: s.ns.rt.place, to: s.ns.rt.peers.Place(s.id), class: s.ns.class.Name, id: s.id,
		twin: s.origin().far, peer: peer, do: do, back: &caller{waker: w.Current().Waker()},
	}
	if s.limits != nil {
		defer s.limits.watch(w, j.back)()
	}
	if from != nil {
		from.say(j.leave)
	} else {
		j.leave()
	}
	r := w.Current().Park("the reply of "+label, kindNames[k]+" "+what).(result)
	return r.v, r.err
}

// journey is one message to another world, and its answer.
type journey struct {
	peers    *Peers
	from, to int
	class    string
	id       ID
	twin     *twin
	peer     string
	do       func(far *Stub) (any, error)
	back     *caller // in its world
}

// leave is the caller's half.
func (j *journey) leave() {
	if err := j.peers.posters[j.to].Post(j.arrive); err != nil {
		j.back.giveUp(&platform.Error{Name: "Error", Message: err.Error(), Overloaded: true})
	}
}

// arrive is the half of the object's world. A world that ends meanwhile breaks the connection.
func (j *journey) arrive() {
	rt := j.peers.runtimes[j.to]
	if j.twin.stub == nil {
		j.twin.stub = rt.Lookup(j.class).Get(j.id)
	}
	if rt.visitors == nil {
		rt.visitors = rt.w.NewProcess("another world")
	}
	rt.visitors.GoAs(j.peer, func() {
		r := result{err: platform.ErrConnectionLost}
		defer func() {
			j.peers.posters[j.from].Answer(func() { j.back.hear(r) })
		}()
		v, err := j.do(j.twin.stub)
		r = result{v, portable(err)}
	})
}

// hear wakes the caller, unless it has given up.
func (c *caller) hear(r result) {
	c.heard = c.heard || c.waker.Wake(r)
}

// portable returns a platform.Error without its Cause, which may belong to the world that it comes from.
func portable(err error) error {
	var e *platform.Error
	if !errors.As(err, &e) {
		return err
	}
	mine := *e
	mine.Cause = nil
	return &mine
}

// callFar is CallBytes for an object in another world.
func (s *Stub) callFar(method string, args [][]byte) ([]byte, error) {
	v, err := s.abroad(kindCall, method, func(far *Stub) (any, error) { return far.CallBytes(method, args) })
	data, _ := v.([]byte)
	return data, err
}

// fetchFar is Fetch for an object in another world.
func (s *Stub) fetchFar(r *http.Request) (*http.Response, error) {
	if stream, streams := r.Body.(streamBody); streams {
		stream.refuse()
		return nil, fmt.Errorf("a stream to %s: %w", s.label(), ErrElsewhere)
	}
	if r.Header.Get("Upgrade") != "" {
		return nil, s.elsewhere("a WebSocket")
	}
	method, body, err := checkRequest(r)
	if err != nil {
		return nil, err
	}
	if s, err = s.heeding(r.Context()); err != nil {
		return nil, err
	}
	head := r.Clone(context.Background()) // What ends the caller's wait does not travel.
	head.Method = method
	v, err := s.abroad(kindFetch, method+" "+r.URL.Path, func(far *Stub) (any, error) {
		head.Body = io.NopCloser(bytes.NewReader(body))
		resp, err := far.Fetch(head)
		if err != nil {
			return nil, err
		}
		return packResponse(resp)
	})
	if err != nil {
		return nil, err
	}
	p := v.(packedResponse)
	return &http.Response{
		Status: p.status, StatusCode: p.code, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: p.header,
		Body: io.NopCloser(bytes.NewReader(p.body)), ContentLength: int64(len(p.body)), Request: r,
	}, nil
}

// packedResponse is a response as it travels.
type packedResponse struct {
	status string
	code   int
	header http.Header
	body   []byte
}

func packResponse(r *http.Response) (packedResponse, error) {
	p := packedResponse{status: r.Status, code: r.StatusCode, header: r.Header.Clone()}
	if r.Body == nil {
		return p, nil
	}
	var err error
	p.body, err = io.ReadAll(io.LimitReader(r.Body, rpcMax+1))
	if err = errors.Join(err, r.Body.Close()); err == nil {
		err = tooLarge(len(p.body))
	}
	return p, err
}
