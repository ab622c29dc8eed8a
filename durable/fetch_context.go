package durable

import (
	"context"
	"errors"

	"dolab/durable/platform"
)

// ErrDeadline: the context of a request has a deadline, which is one of the machine's clock: that is also what
// http.Client.Timeout is made of. A world has its own time.
var ErrDeadline = errors.New("the request's context has a deadline of the machine's clock, such as that of " +
	"http.Client.Timeout: a world has its own time, use Stub.WithTimeout or State.WithTimeout")

// heeding returns the stub for a request with a context: itself where that context cannot end. A context that is
// cancelled ends a fetch with an AbortError, at once or while it waits; the object runs on and is not told [N25].
// Contexts are looked at between the turns of the world, in the order of the fetches, so that runs stay the same.
func (s *Stub) heeding(ctx context.Context) (*Stub, error) {
	if _, has := ctx.Deadline(); has {
		return nil, ErrDeadline
	}
	s = s.For(ctx)
	if ctx.Done() == nil {
		return s, nil
	}
	if ctx.Err() != nil {
		return nil, aborted(ctx)
	}
	return s.under(func(l *limits) { l.ctx = ctx }), nil
}

// aborted is the error of a fetch whose context was cancelled. It is context.Canceled too, by errors.Is [N25].
func aborted(ctx context.Context) *platform.Error {
	return &platform.Error{Name: "AbortError", Message: platform.TextAborted, Retryable: true, Cause: ctx.Err()}
}
