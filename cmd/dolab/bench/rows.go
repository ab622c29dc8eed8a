package bench

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// row is a row of the benchmark.
type row struct {
	name  string
	unit  string // what sizes are of
	sizes []int
	fresh bool // each sample has a server of its own
	once  bool // one round is enough
	run   func(b *bench, p *process, n, round int) (Sample, error)
}

func (r row) size(n int) string { return fmt.Sprintf("%d %s", n, r.unit) }

// table are all rows.
func (b *bench) table() []row {
	pick := func(full, quick int) int {
		if b.o.Quick {
			return quick
		}
		return full
	}
	const conns = "connections"
	many := []int{pick(32, 8)}
	return []row{
		{name: "no-op", unit: conns, sizes: b.conns(), run: requests("ping", 1)},
		{name: "get+put, 1 object", unit: conns, sizes: b.conns(), run: (*bench).add1},
		{name: "get+put, 1000 objects", unit: conns, sizes: b.conns(), run: (*bench).add1000},
		{name: "WebSocket echo", unit: conns, sizes: b.conns(), run: (*bench).echo},
		{name: "object to object", unit: conns, sizes: many, run: requests("relay", 1)},
		{name: "create", unit: conns, sizes: many, run: (*bench).create},
		{name: "alarm chain", unit: "objects", sizes: []int{1}, run: (*bench).chain},
		{name: "alarms due at once", unit: "alarms", sizes: []int{pick(1000, 20), pick(10_000, 40)}, once: true, run: (*bench).due},
		{name: "idle", unit: "objects", sizes: []int{pick(10_000, 50), pick(100_000, 100)}, fresh: true, once: true, run: (*bench).idle},
	}
}

// requests is a row of one operation of some objects.
func requests(operation string, objects int) func(b *bench, p *process, n, round int) (Sample, error) {
	return func(b *bench, p *process, n, _ int) (Sample, error) {
		return b.measure(p, load{conns: n, span: b.o.For, raw: b.o.Raw, path: func(_, n int) string {
			return fmt.Sprintf("/Bench/o%d/%s", n*7919%objects, operation)
		}, check: func(_, _ int, body []byte) error {
			if string(body) != "pong" {
				return fmt.Errorf("the answer is %.100q", body)
			}
			return nil
		}})
	}
}

func (b *bench) add1(p *process, n, round int) (Sample, error) { return b.add(p, n, round, 1) }

func (b *bench) add1000(p *process, n, round int) (Sample, error) {
	if b.o.Quick {
		return b.add(p, n, round, 20)
	}
	return b.add(p, n, round, 1000)
}

// add counts in objects. Afterwards each of them has counted to what was answered last.
func (b *bench) add(p *process, n, round, objects int) (Sample, error) {
	object := func(k int) string { return fmt.Sprintf("/Bench/add-%d-%d", objects, k) }
	var made Sample
	if round == 0 && objects > 1 { // They exist before the time is taken.
		var err error
		made, err = b.measure(p, load{conns: 32, count: objects, path: func(_, k int) string { return object(k) + "/add" }})
		if err != nil {
			return made, err
		}
	}
	highest := make([]map[int]int, n) // of each connection, by object
	for k := range highest {
		highest[k] = map[int]int{}
	}
	which := func(conn, k int) int { return (conn*31 + k) * 7919 % objects }
	s, err := b.measure(p, load{
		conns: n, span: b.o.For, raw: b.o.Raw,
		path: func(conn, k int) string { return object(which(conn, k)) + "/add" },
		check: func(conn, k int, body []byte) error {
			count, err := strconv.Atoi(string(body))
			highest[conn][which(conn, k)] = max(highest[conn][which(conn, k)], count)
			return err
		},
	})
	if err != nil {
		return s, err
	}
	if s.Failed += made.Failed; s.Error == "" {
		s.Error = made.Error
	}
	most := map[int]int{}
	for _, counts := range highest {
		for k, count := range counts {
			most[k] = max(most[k], count)
		}
	}
	for k, count := range most {
		text, err := b.fetch(p, object(k)+"/get/n")
		if err != nil {
			return s, err
		}
		found, err := strconv.Atoi(text)
		if err != nil {
			return s, err
		}
		s.Lost += max(0, count-found)
	}
	return s, nil
}

// echo sends messages to one object, which sends them back.
func (b *bench) echo(p *process, n, _ int) (Sample, error) {
	return b.measure(p, load{conns: n, span: b.o.For, raw: b.o.Raw, socket: true, path: func(int, int) string { return "/Bench/echo/socket" }})
}

// create lets each request reach a new object.
func (b *bench) create(p *process, n, round int) (Sample, error) {
	return b.measure(p, load{conns: n, span: b.o.For, raw: b.o.Raw, path: func(conn, k int) string {
		return fmt.Sprintf("/Bench/create-%d-%d-%d/add", round, conn, k)
	}})
}

// chain lets the alarm of an object set the next one. Latencies are not known.
func (b *bench) chain(p *process, _, round int) (s Sample, err error) {
	object := fmt.Sprintf("/Bench/chain-%d", round)
	cpu, own := p.cpu(), ownCPU()
	if _, err := b.fetch(p, fmt.Sprintf("%s/chain/%d", object, b.o.For.Milliseconds())); err != nil {
		return s, err
	}
	b.sleep(b.o.For + 100*time.Millisecond)
	s.Span, s.CPU, s.Client = b.o.For, p.cpu()-cpu, ownCPU()-own
	text, err := b.fetch(p, object+"/get/rang")
	if err != nil {
		return s, err
	}
	s.Answers, err = strconv.Atoi(text)
	return s, err
}

// stallMax is how long no alarm comes before those that are missing count as lost.
const stallMax = 20 * time.Second

// setMax is how long alarms are being set, and touchMax how long objects are touched: a slow server has fewer then.
const (
	setMax   = 2 * time.Minute
	touchMax = 10 * time.Minute
)

// due lets n alarms be due at one moment. Answers are alarms, and latencies how late they were.
func (b *bench) due(p *process, n, round int) (s Sample, err error) {
	if _, err := b.fetch(p, "/Bench/late/late/reset"); err != nil {
		return s, err
	}
	set := func(name string, count int, at time.Time) (Sample, error) {
		return b.measure(p, load{conns: 32, count: count, span: setMax, path: func(_, k int) string {
			return fmt.Sprintf("/Bench/due-%s-%d-%d-%d/due/%d", name, n, round, k, at.UnixMilli())
		}})
	}
	pilot, err := set("pilot", min(n, 64), time.Now().Add(24*time.Hour)) // How long it takes to set them.
	if err != nil || pilot.Answers == 0 {
		return pilot, err
	}
	ahead := time.Duration(float64(pilot.Span) * 1.5 * float64(n) / float64(pilot.Answers))
	at := time.Now().Add(time.Second + min(ahead, setMax)).Truncate(time.Millisecond)
	setting, err := set("all", n, at)
	if err != nil {
		return s, err
	}
	s.Failed, s.Error = setting.Failed, setting.Error
	over := time.Since(at)
	switch {
	case s.Error != "":
	case setting.Answers < n:
		s.Error = fmt.Sprintf("%d alarms could be set in %s", setting.Answers, setMax)
	case over > 0:
		s.Error = fmt.Sprintf("due %s before all were set", over.Round(time.Millisecond))
	}
	n = setting.Answers
	b.sleep(time.Until(at))
	cpu, own := p.cpu(), ownCPU()
	for count, since := 0, time.Now(); count < n && time.Since(since) < stallMax; b.sleep(50 * time.Millisecond) {
		text, err := b.fetch(p, "/Bench/late/late/count")
		if err != nil {
			return s, err
		}
		now, err := strconv.Atoi(text)
		if err != nil {
			return s, err
		}
		if now > count {
			count, since = now, time.Now()
		}
	}
	s.CPU, s.Client = p.cpu()-cpu, ownCPU()-own
	text, err := b.fetch(p, "/Bench/late/late/reset")
	if err != nil {
		return s, err
	}
	var times []int64
	if err := json.Unmarshal([]byte(text), &times); err != nil {
		return s, err
	}
	for _, ms := range times {
		s.Latencies = append(s.Latencies, max(0, time.UnixMilli(ms).Sub(at)))
	}
	s.Answers, s.Lost = len(times), max(0, n-len(times))
	if len(s.Latencies) > 0 {
		s.Span = max(time.Millisecond, slices.Max(s.Latencies))
	}
	s.rank(b.o.Raw)
	return s, nil
}

// idleFor is longer than idle objects stay in memory.
const idleFor = 15 * time.Second

// idle touches n objects and lets them be.
func (b *bench) idle(p *process, n, _ int) (s Sample, err error) {
	if _, err := b.fetch(p, "/Bench/first/ping"); err != nil {
		return s, err
	}
	b.sleep(time.Second)
	memory, files := p.memory(), p.descriptors()
	s, err = b.measure(p, load{conns: 32, count: n, span: touchMax, path: func(_, k int) string {
		return fmt.Sprintf("/Bench/idle-%d/ping", k)
	}})
	if err != nil {
		return s, err
	}
	s.Memory, s.Descriptors = p.memory()-memory, p.descriptors()-files
	if !b.o.Quick {
		b.sleep(idleFor)
	}
	s.Evicted = p.memory() - memory
	if s.Error == "" && s.Answers < n {
		s.Error = fmt.Sprintf("%d objects could be touched in %s", s.Answers, touchMax)
	}
	return s, nil
}
