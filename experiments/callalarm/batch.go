package callalarm

import (
	"errors"
	"time"

	"dolab/durable"
)

// batchState is a batch under way. It is in storage: the object may hibernate before the last result.
type batchState struct {
	Mode      string
	Count     int
	Completed int
	Errors    int
	Messages  []string
	Begun     time.Time
}

const (
	batchKey      = "batch"
	progressEvery = 5
)

// batch makes count calls and tells the client how far they are.
func (c *controller) batch(mode string, count int) error {
	b := batchState{Mode: mode, Count: count, Begun: c.st.Now()}
	if err := c.st.Storage.KV().Put(batchKey, b); err != nil {
		return err
	}
	if err := c.send(batchStarted{typeStarted, mode, count}); err != nil {
		return err
	}
	for id := range count {
		if err := c.call(operation{ID: id, Mode: mode, Batch: true}); err != nil {
			if err := c.batchStep(func(b *batchState) {
				b.Errors++
				b.Messages = append(b.Messages, err.Error())
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// batchResult counts a result.
func (c *controller) batchResult() error { return c.batchStep(func(b *batchState) { b.Completed++ }) }

// batchStep changes the batch and tells the client of every fifth completion and of the end.
func (c *controller) batchStep(change func(*batchState)) error {
	b, err := durable.Get[batchState](c.st.Storage.KV(), batchKey)
	if errors.Is(err, durable.ErrNoKey) {
		return nil
	}
	if err != nil {
		return err
	}
	before := b.Completed
	change(&b)
	if err := c.st.Storage.KV().Put(batchKey, b); err != nil {
		return err
	}
	elapsed := c.st.Now().Sub(b.Begun).Milliseconds()
	if b.Completed > before && b.Completed%progressEvery == 0 {
		if err := c.send(progress{typeProgress, b.Mode, b.Completed, b.Count, elapsed}); err != nil {
			return err
		}
	}
	if b.Completed+b.Errors < b.Count {
		return nil
	}
	messages := append([]string{}, b.Messages...) // An empty list, not null.
	return c.send(batchComplete{typeBatch, b.Mode, elapsed, b.Completed, b.Errors, messages})
}
