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
	patience = 15 * time.Second      // how long a watchful client waits for an answer, and for a message
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
		sock, err := c.dial(lab, ns, d)
		if err == nil {
			c.offline += lab.Now().Sub(c.lostAt)
			c.reconnects++
			if c.hear(sock, d) {
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

// dial connects. A watchful client does not wait for ever for the answer, which can be lost.
func (c *client) dial(lab *experiments.Lab, ns *durable.Namespace, d design) (sock *durable.Socket, err error) {
	dial := func() error {
		s, err := ns.GetByName("a").Dial(durable.NewRequest(fmt.Sprintf("https://lab/%d", c.last)))
		sock = s
		return err
	}
	if !d.watchful {
		err = dial()
		return sock, err
	}
	left := false
	err = lab.Within(patience, func() error {
		err := dial()
		if left && err == nil {
			sock.Drop() // It came too late.
		}
		return err
	})
	left = true
	return sock, err
}

// hear takes messages until the connection ends, or for a watchful client until none has come for a while: it may have
// ended without its notice. It reports whether any came.
func (c *client) hear(sock *durable.Socket, d design) (any bool) {
	for {
		receive := sock.Receive
		if d.watchful {
			receive = func() (durable.Message, error) { return sock.ReceiveTimeout(patience) }
		}
		m, err := receive()
		if err != nil {
			sock.Drop() // It has ended, or is given up.
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
