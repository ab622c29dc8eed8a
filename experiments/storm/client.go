package storm

import (
	"fmt"
	"strconv"
	"time"

	"dolab/durable"
	"dolab/experiments"
)

// The client's numbers.
const (
	pauseMin = 200 * time.Millisecond
	pauseMax = 10 * time.Second
	atOnce   = 10 * time.Millisecond // what a client that reconnects at once takes for it
)

// client is one listener.
type client struct {
	last       int         // the newest message
	heard      map[int]int // how often each message came
	disorder   int         // messages that came behind a newer one
	dials      []int       // in which second of the world
	offline    time.Duration
	lostAt     time.Time
	reconnects int
}

// listen connects, and connects again whenever the connection ends, for ever.
func (c *client) listen(lab *experiments.Lab, ns *durable.Namespace, d design) {
	c.lostAt = lab.Now()
	for pause := pauseMin; ; {
		c.dials = append(c.dials, int(lab.Elapsed()/time.Second))
		sock, err := ns.GetByName("a").Dial(durable.NewRequest(fmt.Sprintf("https://lab/%d", c.last)))
		if err == nil {
			c.offline += lab.Now().Sub(c.lostAt)
			c.reconnects++
			if c.hear(sock) {
				pause = pauseMin
			}
			c.lostAt = lab.Now()
		}
		if !d.backoff {
			lab.Sleep(atOnce)
			continue
		}
		lab.Sleep(pause/2 + pause/2*time.Duration(lab.Choose("storm.jitter", 101))/100)
		pause = min(2*pause, pauseMax)
	}
}

// hear takes messages until the connection ends, and reports whether any came.
func (c *client) hear(sock *durable.Socket) (any bool) {
	for {
		m, err := sock.Receive()
		if err != nil {
			return any
		}
		n, err := strconv.Atoi(m.Text)
		if err != nil {
			return any
		}
		any = true
		c.heard[n]++
		if n < c.last {
			c.disorder++
		}
		c.last = max(c.last, n)
	}
}

// publish posts messages in order, each until it is kept.
func publish(lab *experiments.Lab, ns *durable.Namespace, messages int) {
	for n := 1; n <= messages; n++ {
		lab.Sleep(time.Second)
		for {
			if _, err := ns.GetByName("a").Call("Post", n); err == nil {
				break
			}
			lab.Sleep(pauseMin)
		}
	}
}
