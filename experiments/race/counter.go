package race

import (
	"errors"
	"time"

	"dolab/durable"
)

// design is where an increment awaits.
type design struct {
	name      string
	safe      bool // whether the claim is that it loses nothing
	increment func(c *counter) error
}

func (d design) Label() string { return d.name }

var designs = []design{
	{"gate", true, (*counter).gate},
	{"await", false, (*counter).await},
	{"memory", false, (*counter).memory},
	{"blocked", true, (*counter).blocked},
	{"transaction", true, (*counter).transaction},
}

// counter counts in storage.
type counter struct {
	st     *durable.State
	design design
	n      int // of the design memory
}

// Increment adds one, with a call to somebody else on the way.
func (c *counter) Increment() error { return c.design.increment(c) }

// Value is the count.
func (c *counter) Value() (int, error) {
	n, err := durable.Get[int](c.st.Storage.KV(), "n")
	if errors.Is(err, durable.ErrNoKey) {
		return 0, nil
	}
	return n, err
}

func (c *counter) put(n int) error { return c.st.Storage.KV().Put("n", n) }

// awaitMax bounds how long the other side takes to answer.
const awaitMax = 20 * time.Millisecond

// ask awaits something that is not storage: a fetch, another object.
func (c *counter) ask() {
	c.st.Sleep(time.Duration(c.st.Choose("race.await", int(awaitMax/time.Millisecond))+1) * time.Millisecond)
}

func (c *counter) add() error {
	n, err := c.Value()
	if err != nil {
		return err
	}
	return c.put(n + 1)
}

func (c *counter) gate() error {
	if err := c.add(); err != nil {
		return err
	}
	c.ask()
	return nil
}

func (c *counter) await() error {
	n, err := c.Value()
	if err != nil {
		return err
	}
	c.ask()
	return c.put(n + 1)
}

func (c *counter) memory() error {
	n := c.n
	c.ask()
	c.n = n + 1
	return c.put(c.n)
}

func (c *counter) blocked() error { return c.st.BlockConcurrencyWhile(c.await) }

func (c *counter) transaction() error {
	c.ask()
	return c.st.Storage.TransactionSync(c.add)
}
