package clone

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestJointArguments: a joint message holds all arguments of a call, and separates into a message each.
func TestJointArguments(t *testing.T) {
	shared := map[string]any{"n": 1.0}
	array, err := Marshal([]any{shared, "text", shared})
	require.NoError(t, err)

	joint := [][]byte{Joint(array)}
	got, is := JointArray(joint)
	require.True(t, is)
	require.Equal(t, array, got)
	list, err := Separate(joint)
	require.NoError(t, err)
	require.Len(t, list, 3)
	one, err := Marshal(shared)
	require.NoError(t, err)
	require.Equal(t, one, list[0])
	require.Equal(t, one, list[2])

	plain := [][]byte{array}
	_, is = JointArray(plain)
	require.False(t, is)
	list, err = Separate(plain)
	require.NoError(t, err)
	require.Equal(t, plain, list)

	_, err = Separate([][]byte{Joint([]byte{0xFF, 0x0F, 'q'})})
	require.Error(t, err)
	null, err := Marshal(nil)
	require.NoError(t, err)
	_, err = Separate([][]byte{Joint(null)})
	require.Error(t, err)
}
