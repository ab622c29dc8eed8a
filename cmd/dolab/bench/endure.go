package bench

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Growth is what an endurance run has found of a side.
type Growth struct {
	Side    side    `json:"side"`
	Answers int     `json:"answers"`
	Failed  int     `json:"failed"`
	Lost    int     `json:"lost"`
	Error   string  `json:"error,omitempty"` // the first one
	Points  []Point `json:"points"`
}

// Point is what a side has at a moment.
type Point struct {
	At          time.Duration `json:"at_ns"`
	Memory      int64         `json:"memory_bytes"` // resident
	Heap        uint64        `json:"heap_bytes"`   // after a collection
	Goroutines  int           `json:"goroutines"`
	Descriptors int           `json:"descriptors"`
}

// The mixed load: few objects, so that what grows is not their number.
const (
	endureObjects = 500
	endureConns   = 8
	pointsMax     = 120
)

// endure loads both of our sides for a time, at a rate that the machine hardly notices, and looks at them now and then.
func (b *bench) endure() error {
	var list []*endurance
	for _, s := range []side{script, golang} {
		p, err := b.start(s)
		if err != nil {
			return err
		}
		list = append(list, &endurance{b: b, p: p, g: &Growth{Side: s}})
	}
	var sides sync.WaitGroup
	for _, e := range list {
		b.report.Growth = append(b.report.Growth, e.g)
		e.until = time.Now().Add(b.o.Endure)
		sides.Go(e.run)
	}
	sides.Wait()
	return nil
}

// endurance is the load of one side.
type endurance struct {
	b     *bench
	p     *process
	until time.Time

	mu     sync.Mutex
	g      *Growth
	counts [endureObjects]int // the highest that was answered
}

// run loads the side and watches it. Once all connections have ended, each object must have what was answered.
func (e *endurance) run() {
	var loads sync.WaitGroup
	for n := range endureConns {
		loads.Go(func() { e.load(n) })
	}
	err := e.watch()
	loads.Wait()
	if err != nil {
		e.failed(err)
		return
	}
	e.verify()
}

func (e *endurance) over() bool { return e.b.stopped() || !time.Now().Before(e.until) }

// load is one connection, made anew now and then: requests that write, call others, set alarms, and WebSockets.
func (e *endurance) load(n int) {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	pause := time.Duration(endureConns) * time.Second / time.Duration(e.b.o.Rate)
	for !e.over() {
		if err := e.connection(r, pause); err != nil {
			e.failed(err)
			e.b.sleep(time.Second)
		}
	}
}

// failed counts a failure, but for those that an interrupt causes by closing connections.
func (e *endurance) failed(err error) {
	if e.b.stopped() {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.g.Failed++
	if e.g.Error == "" {
		e.g.Error = err.Error()
	}
}

// connection makes some requests, or sends some messages, and ends.
func (e *endurance) connection(r *rand.Rand, pause time.Duration) error {
	c, err := e.b.dial(e.p)
	if err != nil {
		return err
	}
	defer c.close()
	socket := r.IntN(4) == 0
	if socket {
		if err := c.upgrade(fmt.Sprintf("/Bench/o%d/socket", r.IntN(endureObjects))); err != nil {
			return err
		}
	}
	for range 50 {
		if e.over() {
			return nil
		}
		c.allow(time.Now())
		if socket {
			err, _ = c.ask(load{socket: true}, 0, r.IntN(1000))
		} else {
			err = e.request(c, r)
		}
		if err != nil {
			return err
		}
		e.mu.Lock()
		e.g.Answers++
		e.mu.Unlock()
		e.b.sleep(pause)
	}
	return nil
}

// request makes one request of the mix.
func (e *endurance) request(c *conn, r *rand.Rand) error {
	object := r.IntN(endureObjects)
	operation := "add"
	switch r.IntN(6) {
	case 0:
		operation = "ping"
	case 1:
		operation = "relay"
	case 2:
		operation = fmt.Sprintf("due/%d", time.Now().Add(time.Duration(r.IntN(500))*time.Millisecond).UnixMilli())
	}
	status, body, err := c.get(fmt.Sprintf("/Bench/o%d/%s", object, operation))
	switch {
	case err != nil:
		return err
	case status != http.StatusOK:
		return fmt.Errorf("%s: status %d: %.100s", operation, status, body)
	case operation != "add":
		return nil
	}
	var count int
	if _, err := fmt.Sscan(string(body), &count); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.counts[object] = max(e.counts[object], count)
	return nil
}

// watch notes what the server has, and resets what it keeps for the rows about alarms. It ends early where the server
// gives no stats.
func (e *endurance) watch() error {
	began := time.Now()
	every := max(e.b.o.Endure/pointsMax, 100*time.Millisecond)
	for !e.over() {
		e.b.sleep(every)
		_, err := e.b.fetch(e.p, "/Bench/late/late/reset")
		if err != nil {
			e.failed(err)
			continue
		}
		s, err := e.p.stats()
		if err != nil {
			return err
		}
		e.mu.Lock()
		e.g.Points = append(e.g.Points, Point{time.Since(began), e.p.memory(), s.Heap, s.Goroutines, e.p.descriptors()})
		e.mu.Unlock()
	}
	return nil
}

// verify reads each object and counts what is lost. An interrupt ends it.
func (e *endurance) verify() {
	for object, count := range e.counts {
		var found int
		text, err := e.b.fetch(e.p, fmt.Sprintf("/Bench/o%d/get/n", object))
		if err == nil {
			_, err = fmt.Sscan(text, &found)
		}
		if e.b.stopped() {
			return
		}
		if err != nil {
			e.failed(err)
		}
		e.g.Lost += max(0, count-found)
	}
}

// growthMax is by what part of its mean a figure may grow in the second half of a run and count as flat.
const growthMax = 0.05

// slope is the growth a second of the straight line that is nearest to the points of the second half, and the mean there.
// The first half is for what fills up: pools, caches, the heap.
func slope(points []Point, figure func(Point) float64) (perSecond, mean float64, span time.Duration) {
	half := points[len(points)/2:]
	if len(half) < 2 {
		return 0, 0, 0
	}
	var at float64
	for _, p := range half {
		at += p.At.Seconds() / float64(len(half))
		mean += figure(p) / float64(len(half))
	}
	var xy, xx float64
	for _, p := range half {
		x := p.At.Seconds() - at
		xy += x * (figure(p) - mean)
		xx += x * x
	}
	return ratio(xy, xx), mean, half[len(half)-1].At - half[0].At
}

// figures are what is held against growth, and by how much each may move without any.
var figures = []struct {
	name   string
	unit   float64
	least  float64
	figure func(Point) float64
}{
	{"memory, MB", 1 << 20, 8 << 20, func(p Point) float64 { return float64(p.Memory) }},
	{"Go heap, MB", 1 << 20, 4 << 20, func(p Point) float64 { return float64(p.Heap) }},
	{"goroutines", 1, 8, func(p Point) float64 { return float64(p.Goroutines) }},
	{"descriptors", 1, 16, func(p Point) float64 { return float64(p.Descriptors) }},
}

func (p *printer) growth(r *Report) {
	for _, g := range r.Growth {
		if len(g.Points) == 0 {
			continue
		}
		p.line("%s: %s answers in %s, %d failed, %d lost", g.Side.title(), thousands(float64(g.Answers)),
			g.Points[len(g.Points)-1].At.Round(time.Second), g.Failed, g.Lost)
		if g.Error != "" {
			p.line("  first failure: %.60s", g.Error)
		}
		p.line("  %-14s %10s %10s", "second half", "mean", "an hour")
		for _, f := range figures {
			perSecond, mean, span := slope(g.Points, f.figure)
			note := "flat"
			if perSecond*span.Seconds() > max(growthMax*mean, f.least) {
				note = "grows"
			}
			p.line("  %-14s %10.1f %+10.1f %12s", f.name, mean/f.unit, perSecond*3600/f.unit, note)
		}
	}
}
