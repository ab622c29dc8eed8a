package jobqueue

import (
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
	"dolab/experiments/search/hunttest"
)

// TestQueue: letters go out at their time, also when the first two calls to the mailer fail; one without an address is
// a dead letter; and the report comes each hour, while the queue is out of memory most of the time.
func TestQueue(t *testing.T) {
	plan, err := platform.NewPlan("stub.request Mailer/* nth=1 error=L1", "stub.request Mailer/* nth=2 error=L1")
	require.NoError(t, err)
	w := durabletest.New(t, durabletest.Objects(durable.WithFaults(plan)))
	mailer := w.Namespace(MailerClass()).GetByName("smtp")
	queue := w.Namespace(Class(false)).GetByName("letters")
	add := func(id, to string, seconds int) {
		_, err := queue.Call("Add", Job{ID: id, To: to}, seconds)
		require.NoError(t, err)
	}
	sent := func() map[string]string {
		m, err := durable.Call[map[string]string](mailer, "Sent")
		require.NoError(t, err)
		return m
	}
	add("hello", "anna", 0)
	add("hello", "anna", 0) // The client has not heard the answer, and asks again.
	add("typo", "nobody", 5)
	add("reminder", "ben", 600)
	w.Advance(time.Minute)
	require.Equal(t, map[string]string{"hello": "anna"}, sent())
	w.Advance(10 * time.Minute)
	require.Equal(t, map[string]string{"hello": "anna", "reminder": "ben"}, sent())

	dead, err := durable.Call[[]string](queue, "Dead")
	require.NoError(t, err)
	require.Equal(t, []string{"typo"}, dead)
	waiting, err := durable.Call[int](queue, "Waiting")
	require.NoError(t, err)
	require.Zero(t, waiting)

	w.Advance(24 * time.Hour)
	require.Len(t, sent(), 2+24)
}

// TestHunt: nothing goes wrong with the queue, whatever happens to it.
func TestHunt(t *testing.T) { hunttest.Hunt(t, Subject(false), hunttest.Seeds(200)) }

// TestLostReplies: nothing goes wrong where replies are lost on a machine like the developer's.
func TestLostReplies(t *testing.T) {
	hunttest.Hunt(t, Subject(false), hunttest.Seeds(20), hunttest.Profile("workerd"),
		hunttest.Faults("stub.response p=10% drop"))
}

// TestBroken: the hunt finds the planted bug. The transcript is the smallest way into it.
func TestBroken(t *testing.T) {
	datadriven.RunTest(t, "testdata/broken", func(t *testing.T, d *datadriven.TestData) string {
		return hunttest.Finds(t, Subject(true), d.Input, hunttest.Seeds(200)).String()
	})
}
