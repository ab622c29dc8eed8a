package platform_test

import (
	"errors"
	"fmt"
	"testing"

	"dolab/durable/platform"

	"github.com/stretchr/testify/require"
)

// TestErrorIs: a target asks for what it says and for nothing else.
func TestErrorIs(t *testing.T) {
	type e = platform.Error
	full := &e{Name: "TypeError", Message: "m", Retryable: true, Overloaded: true, Remote: true, DurableObjectReset: true}
	plain := &e{Message: "m"}
	tests := []struct {
		name        string
		err, target error
		want        bool
	}{
		{"itself", full, &e{Name: "TypeError", Message: "m"}, true},
		{"any error of the package", full, &e{}, true},
		{"the message", full, &e{Message: "m"}, true},
		{"another message", full, &e{Message: "n"}, false},
		{"the name", full, &e{Name: "TypeError"}, true},
		{"another name", full, &e{Name: "RangeError"}, false},
		{"Error", full, &e{Name: "Error"}, false},
		{"Error, without a name", plain, &e{Name: "Error"}, true},
		{"a name, without one", plain, &e{Name: "TypeError"}, false},
		{"retryable", full, &e{Retryable: true}, true},
		{"overloaded", full, &e{Overloaded: true}, true},
		{"remote", full, &e{Remote: true}, true},
		{"reset", full, &e{DurableObjectReset: true}, true},
		{"all", full, full, true},
		{"not retryable", plain, &e{Message: "m", Retryable: true}, false},
		{"not overloaded", plain, &e{Overloaded: true}, false},
		{"not remote", plain, &e{Remote: true}, false},
		{"not reset", plain, &e{DurableObjectReset: true}, false},
		{"wrapped", fmt.Errorf("at: %w", full), &e{Retryable: true}, true},
		{"one of several", errors.Join(plain, &e{Message: "n", Overloaded: true}), &e{Overloaded: true}, true},
		{"flags of two", errors.Join(&e{Retryable: true}, &e{Remote: true}), &e{Retryable: true, Remote: true}, false},
		{"nil target", full, (*e)(nil), false},
		{"another type", full, errors.New("m"), false},
		{"a sentinel that has travelled", &e{Message: platform.ErrConnectionLost.Message, Retryable: true, Remote: true}, platform.ErrConnectionLost, true},
		{"its text without its flag", &e{Message: platform.ErrConnectionLost.Message}, platform.ErrConnectionLost, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { require.Equal(t, test.want, errors.Is(test.err, test.target)) })
	}
}
