package experiments

import (
	"time"

	"dolab/durable"
)

// Within runs fn, a call of a client, and waits for it for at most d: durable.ErrTimeout then. Fn goes on all the same,
// as a request does that its client has given up, and its result is dropped.
func (l *Lab) Within(d time.Duration, fn func() error) error {
	k := l.Current().Waker()
	l.Go("call", func() { k.Wake(fn()) })
	limit := k.Deadline(d)
	defer limit.Stop()
	v := l.Current().Park("an answer, or the timeout", d.String())
	if v == any(limit) {
		return durable.ErrTimeout
	}
	err, _ := v.(error)
	return err
}
