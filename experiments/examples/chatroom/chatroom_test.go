package chatroom

import (
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/experiments/search/hunttest"
)

// TestRoom: two members hear each other, and do so after an hour of silence, over the same sockets.
func TestRoom(t *testing.T) {
	w := durabletest.New(t)
	room := w.Namespace(Class(false)).GetByName("lobby")
	dial := func(name string) *durable.Socket {
		socket, err := room.Dial(durable.NewRequest("https://chat/ws?name=" + name))
		require.NoError(t, err)
		return socket
	}
	anna, ben := dial("anna"), dial("ben")
	hears := func(s *durable.Socket, want string) {
		m, err := s.Receive()
		require.NoError(t, err)
		require.Equal(t, want, m.Text)
	}
	require.NoError(t, anna.SendText("hello"))
	hears(anna, "anna: hello")
	hears(ben, "anna: hello")

	w.Advance(time.Hour) // The room hibernates.

	require.NoError(t, ben.SendText("still there?"))
	hears(anna, "ben: still there?")
	history, err := durable.Call[[]Message](room, "History")
	require.NoError(t, err)
	require.Equal(t, []Message{{1, "anna", "hello"}, {2, "ben", "still there?"}}, history)

	response, err := room.Fetch(durable.NewRequest("https://chat/ws"))
	require.NoError(t, err)
	require.Equal(t, 400, response.StatusCode)
}

// TestHunt: nothing goes wrong with the room, whatever happens to it.
func TestHunt(t *testing.T) {
	hunttest.Hunt(t, Subject(false), hunttest.Seeds(300), hunttest.Corpus("testdata/found.yaml"))
}

// TestBroken: the hunt finds the planted bug. The transcript is the smallest way into it.
func TestBroken(t *testing.T) {
	datadriven.RunTest(t, "testdata/broken", func(t *testing.T, d *datadriven.TestData) string {
		return hunttest.Finds(t, Subject(true), d.Input, hunttest.Seeds(200)).String()
	})
}
