package callalarm

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor"
	"dolab/durable"
	"dolab/experiments/specimens"
)

// lab is a world with a controller on a multiplexer and a remote object of some kind.
func lab(t *testing.T, mux string, remote func(*durable.State) (durable.Object, error)) *durable.Stub {
	t.Helper()
	_, stub := open(t, mux, remote)
	return stub
}

func open(t *testing.T, mux string, remote func(*durable.State) (durable.Object, error)) (*durable.Runtime, *durable.Stub) {
	t.Helper()
	s, err := specimens.ByName(mux)
	require.NoError(t, err)
	w := actor.NewSim(actor.Options{})
	t.Cleanup(w.Close)
	rt := durable.New(w, durable.Ideal())
	ns, err := rt.Namespace(durable.Class{Name: controllerClass, New: newController(s)})
	require.NoError(t, err)
	_, err = rt.Namespace(durable.Class{Name: remoteClass, New: remote})
	require.NoError(t, err)
	return rt, ns.GetByName("origin")
}

// replies says something to the controller and returns what comes back within a minute.
func replies(t *testing.T, stub *durable.Stub, says ...string) []string {
	t.Helper()
	sock, err := stub.Dial(durable.NewRequest("https://lab/ws"))
	require.NoError(t, err)
	for _, text := range says {
		require.NoError(t, sock.SendText(text))
	}
	var heard []string
	for {
		m, err := sock.ReceiveTimeout(time.Minute)
		if errors.Is(err, durable.ErrTimeout) {
			return heard
		}
		require.NoError(t, err)
		heard = append(heard, m.Text)
	}
}

// TestBatch speaks the batch protocol: it starts, tells of every fifth completion, and ends.
func TestBatch(t *testing.T) {
	for _, mode := range modes {
		require.Equal(t, []string{
			`{"type":"batch-started","mode":"` + mode + `","count":12}`,
			`{"type":"progress","mode":"` + mode + `","completed":5,"total":12,"elapsed":0}`,
			`{"type":"progress","mode":"` + mode + `","completed":10,"total":12,"elapsed":0}`,
			`{"type":"batch-complete","mode":"` + mode + `","totalTime":0,"completed":12,"errors":0,"errorMessages":[]}`,
		}, replies(t, lab(t, specimens.Dolab, newRemote), `{"action":"run-batch","mode":"`+mode+`","count":12}`))
	}
}

// TestBatchNeverArmed: on the broken multiplexer a batch starts and nothing comes after.
func TestBatchNeverArmed(t *testing.T) {
	stub := lab(t, specimens.Lumenize1114, newRemote)
	heard := replies(t, stub, `{"action":"run-batch","mode":"alarm","count":12}`)
	require.Equal(t, []string{`{"type":"batch-started","mode":"alarm","count":12}`}, heard)
}

// TestCall speaks the per-operation protocol. On dolab the timeout of a call goes with its result.
func TestCall(t *testing.T) {
	rt, stub := open(t, specimens.Dolab, newRemote)
	sock, err := stub.Dial(durable.NewRequest("https://lab/ws"))
	require.NoError(t, err)
	require.NoError(t, sock.SendText(`{"action":"test-call","mode":"alarm","id":7}`))
	m, err := sock.ReceiveTimeout(time.Second)
	require.NoError(t, err)
	require.Equal(t, `{"type":"call-complete","id":7}`, m.Text)
	require.NoError(t, rt.World().Advance(time.Second))
	seen, err := rt.Look(stub)
	require.NoError(t, err)
	require.Zero(t, seen.Alarm)

	require.NoError(t, rt.Inside(stub, func(o durable.Object, _ *durable.State) error { return o.(*controller).timedOut(7) }))
	_, err = sock.ReceiveTimeout(time.Second)
	require.ErrorIs(t, err, durable.ErrTimeout, "a timeout that comes after the result says nothing")
}

// TestBadRequest: what makes no sense is answered with an error.
func TestBadRequest(t *testing.T) {
	stub := lab(t, specimens.Dolab, newRemote)
	heard := replies(t, stub, `{"action":"walk"}`, `no JSON`, `{"action":"test-call","mode":"swim","id":3}`,
		`{"action":"run-batch","mode":"swim","count":3}`, `{"action":"run-batch","mode":"alarm","count":-1}`)
	require.Equal(t, []string{
		`{"type":"error","id":0,"message":"unknown action \"walk\": want one of test-call, run-batch"}`,
		`{"type":"error","id":0,"message":"decode \"no JSON\": invalid character 'o' in literal null (expecting 'u')"}`,
		`{"type":"error","id":3,"message":"unknown mode \"swim\": want one of alarm, direct"}`,
		`{"type":"error","id":0,"message":"unknown mode \"swim\": want one of alarm, direct"}`,
		`{"type":"error","id":0,"message":"a batch of -1 calls"}`,
	}, heard)
	resp, err := stub.Fetch(durable.NewRequest("https://lab/"))
	require.NoError(t, err)
	require.Equal(t, http.StatusUpgradeRequired, resp.StatusCode)
}

// deaf is a remote object that takes calls and never answers.
type deaf struct{}

func newDeaf(*durable.State) (durable.Object, error) { return &deaf{}, nil }

// Execute takes a call.
func (*deaf) Execute(string, int) error { return nil }

// TestCallTimeout: on dolab the call layer's 30 s are a schedule of its own, and somebody reads it. The original set a
// raw alarm, which nobody read.
func TestCallTimeout(t *testing.T) {
	says := `{"action":"test-call","mode":"alarm","id":1}`
	require.Equal(t, []string{`{"type":"error","id":1,"message":"no result within 30s"}`},
		replies(t, lab(t, specimens.Dolab, newDeaf), says))
	require.Empty(t, replies(t, lab(t, specimens.Lumenize1113, newDeaf), says))
}
