package platform_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/durable/platform"
)

// TestProfileFieldsReadBack: each number of each profile has a source, and its text is read back as it is.
func TestProfileFieldsReadBack(t *testing.T) {
	for _, p := range platform.Profiles() {
		fields := p.Fields()
		require.Equal(t, reflect.TypeFor[platform.Profile]().NumField()-2, len(fields)) // But Name and Sources.
		for _, f := range fields {
			if f.Value != "0s" && f.Value != "0" {
				require.NotEmpty(t, f.Source, "%s.%s", p.Name, f.Name)
			}
			q, err := platform.Ideal().Override(f.Name + "=" + f.Value)
			require.NoError(t, err)
			for n, g := range q.Fields() {
				if g.Name == f.Name {
					require.Equal(t, f.Value, g.Value)
					require.Equal(t, "set by "+f.Name+"="+f.Value, g.Source)
				} else {
					require.Equal(t, platform.Ideal().Fields()[n], g)
				}
			}
		}
	}
}

func TestProfileOverride(t *testing.T) {
	base := platform.Production()
	p, err := base.Override("ClientHop=1ms..20ms", "QueueMax=7", "AlarmLate=5s:0s..1ms;1m", "TurnTime=0s")
	require.NoError(t, err)
	require.Equal(t, fault.Uniform(time.Millisecond, 20*time.Millisecond), p.ClientHop)
	require.Equal(t, 7, p.QueueMax)
	require.Equal(t, []platform.Lateness{
		{UpTo: 5 * time.Second, Late: fault.Uniform(0, time.Millisecond)}, {Late: fault.Const(time.Minute)},
	}, p.AlarmLate)
	require.Equal(t, fault.Dist{}, p.TurnTime)
	require.Equal(t, base.Commit, p.Commit)
	require.Equal(t, platform.Production(), base, "the base has changed")
	for text, want := range map[string]string{
		"ClientHop":                `profile: "ClientHop" is not NAME=VALUE`,
		"Hop=1ms":                  `profile: unknown field "Hop": want one of ClientHop, ObjectHop, Commit, ColdStart,`,
		"ClientHop=fast":           `profile: ClientHop: "fast" is not a duration: want 300ms, 5s or 1m`,
		"ClientHop=-1ms":           `profile: ClientHop: -1ms is out of bounds: want 0s to 87600h`,
		"ClientHop=5ms..1ms":       `profile: ClientHop: "5ms..1ms" decreases: 1ms comes after 5ms`,
		"ClientHop=87601h":         `profile: ClientHop: 87601h is out of bounds: want 0s to 87600h`,
		"QueueMax=-1":              `profile: QueueMax: -1 is out of bounds: want a whole number from 0 to`,
		"QueueMax=5s":              `profile: QueueMax: "5s" is not a whole number`,
		"HibernateAfter=1ms..2ms":  `profile: HibernateAfter: "1ms..2ms" is not a duration`,
		"ClientHop=1ms/2ms/3ms":    `profile: ClientHop: "1ms/2ms/3ms" has 3 parts: want LEAST/MEDIAN/P90/P99/MOST`,
		"ClientHop=4/4/4/4/4":      `profile: ClientHop: "4" is not a duration`,
		"ClientHop=2s/1s/3s/4s/5s": `profile: ClientHop: "2s/1s/3s/4s/5s" decreases: 1s comes after 2s`,
		"AlarmLate=5s:1ms":         `profile: AlarmLate: "5s:1ms": every part but the last needs a bound`,
		"AlarmLate=5s:0s;5s:0s;0s": `the bounds do not increase`,
	} {
		_, err := base.Override(text)
		require.ErrorContains(t, err, want)
	}
}

// TestPercentilesText: five percentiles stay five in a text.
func TestPercentilesText(t *testing.T) {
	const text = "ClientHop=1ms/4ms/9ms/20ms/1s"
	p, err := platform.Ideal().Override(text)
	require.NoError(t, err)
	ms := time.Millisecond
	require.Equal(t, fault.Percentiles(ms, 4*ms, 9*ms, 20*ms, time.Second), p.ClientHop)
	require.Equal(t, text, "ClientHop="+p.Fields()[0].Value)
}

// TestHostile: the hostile profile turns calls away, evicts soon, and all of it is marked as assumed or has a source.
func TestHostile(t *testing.T) {
	known := []string{"DepthMax", "ClockRuns", "ManagerAhead", "CPUMax", "MemoryMax", "StorageMax"}
	for _, f := range platform.Hostile().Fields() {
		require.True(t, f.Assumed || slices.Contains(known, f.Name), f.Name)
	}
	p, err := platform.ProfileByName("hostile")
	require.NoError(t, err)
	require.Less(t, p.Commit.Max(), 30*time.Second)
}
