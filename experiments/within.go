package experiments

import (
	"errors"
	"time"
)

// ErrNoAnswer is what Within says of a call that takes too long.
var ErrNoAnswer = errors.New("no answer in time")

// Within runs fn, a call of a client, and waits for it for at most d: ErrNoAnswer then. Fn goes on all the same, as
// a request does that its client has given up, and nobody hears of it.
func (l *Lab) Within(d time.Duration, fn func() error) error {
	k := l.Current().Waker()
	l.Go("call", func() { k.Wake(fn()) })
	t := l.After(d, func() { k.Wake(ErrNoAnswer) })
	defer t.Stop()
	err, _ := l.Current().Park("an answer, or the timeout", d.String()).(error)
	return err
}
