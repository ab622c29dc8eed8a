package alarms

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/clone"
)

// TestPayloadsAreRefused: what cannot be kept is refused when it is scheduled, and nothing is stored.
func TestPayloadsAreRefused(t *testing.T) {
	l := newLab(t, setup{})
	serial := func(class string) string {
		return `Could not serialize object of type "` + class + `". This type does not support serialization.`
	}
	l.do(func(x *thing) error {
		for text, payload := range map[string]any{
			serial("DurableObjectId"):                           x.st.ID,
			serial("DurableObjectStorage"):                      x.st.Storage,
			"ServiceStub cannot be serialized in this context.": l.stub,
			"sync.Mutex could not be cloned.":                   &sync.Mutex{},
			"func() could not be cloned.":                       func() {},
		} {
			_, err := x.a.After(sec, "note", map[string]any{"deep": []any{payload}})
			require.EqualError(t, err, "schedule note: payload: "+text)
			var refused *clone.DataCloneError
			require.ErrorAs(t, err, &refused)
			require.Equal(t, "deep[0]", refused.Path)
		}
		list, err := x.a.List(Filter{})
		require.Empty(t, list)
		return err
	})
}

// TestErrorAsPayload: an error arrives with its text and its cause.
func TestErrorAsPayload(t *testing.T) {
	l := newLab(t, setup{})
	l.do(func(x *thing) error {
		_, err := x.a.After(0, "note", fmt.Errorf("at: %w", errors.New("x")))
		return err
	})
	l.advance(sec)
	got := l.runs[0].Value.(*clone.Error)
	require.EqualError(t, got, "Error: at: x")
	cause, _ := got.Get("cause")
	require.EqualError(t, cause.(error), "Error: x")
}

// TestPermanentOfNil: a handler that passes on no error has not failed.
func TestPermanentOfNil(t *testing.T) {
	require.NoError(t, Permanent(nil))
	require.EqualError(t, Permanent(errors.New("x")), "x")
}
