package platform

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestErrorsOfOthersAreTheirs: an error that code got from elsewhere keeps name, text and flags when it leaves again. It
// is then no longer the platform's own, and leads to no other error.
func TestErrorsOfOthersAreTheirs(t *testing.T) {
	cause := errors.New("cause")
	full := &Error{Name: "TypeError", Message: "m", Retryable: true, Overloaded: true, Internal: true, Cause: cause}
	travelled := Error{Name: "TypeError", Message: "m", Retryable: true, Overloaded: true}
	for _, c := range []struct {
		err  error
		want Error
	}{
		{errors.New("plain"), Error{Name: "Error", Message: "plain", User: true}},
		{full, travelled},
		{fmt.Errorf("at: %w", full), Error{
			Name: "TypeError", Message: fmt.Errorf("at: %w", full).Error(), Retryable: true, Overloaded: true,
		}},
	} {
		require.Equal(t, c.want, Thrown(c.err))
		far, gone := c.want, c.want
		far.Remote = true
		require.Equal(t, &far, Remote(c.err))
		gone.DurableObjectReset, gone.User = true, true
		require.Equal(t, &gone, Reset(c.err))
	}
	require.True(t, full.Internal, "the error itself stays as it is")
}
