package alarms

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestStoredScheduleThatCannotBeRead: a row that an older version of the code, or a hand, has spoilt is reported where
// it is read. When it is due it becomes a dead letter, so that it does not stop the others.
func TestStoredScheduleThatCannotBeRead(t *testing.T) {
	const broken = "stored schedule: "
	l := newLab(t, setup{handlers: map[string]func(*thing, Run) error{
		"fail": func(*thing, Run) error { return errors.New("boom") },
	}})
	spoil := func(x *thing, id string) {
		c, err := x.st.Storage.SQL().Exec(`UPDATE _alarms SET spec = '{' WHERE id = ? RETURNING 1`, id)
		require.NoError(t, err)
		_, err = c.One()
		require.NoError(t, err)
	}
	l.do(func(x *thing) error {
		require.NoError(t, errors.Join(after(time.Hour, "x")(x), after(time.Hour, "good")(x)))
		spoil(x, "x")
		_, err := x.a.Get("x")
		require.ErrorContains(t, err, broken)
		_, err = x.a.List(Filter{})
		require.ErrorContains(t, err, broken)
		require.ErrorContains(t, x.a.Trigger("x"), broken)
		return nil
	})
	l.advance(2 * time.Hour)
	l.do(func(x *thing) error {
		dead, err := x.a.Dead(Filter{})
		require.Len(t, dead, 1)
		require.Equal(t, "x", dead[0].ID)
		require.Contains(t, dead[0].Reason, broken)
		require.True(t, dead[0].Ended)
		require.Contains(t, l.ids(), "good")

		_, errFail := x.a.Every(time.Hour, "fail", nil, ID("f"))
		require.NoError(t, errFail)
		spoil(x, "f")
		require.ErrorContains(t, x.a.Trigger("f"), "boom")
		dead, errDead := x.a.Dead(Filter{Handler: "fail"})
		require.Len(t, dead, 1)
		require.Contains(t, dead[0].Reason, broken)
		return errors.Join(err, errDead)
	})
}

// TestTriggerOfAnUnreadableCron: a run that was asked for counts, and the schedule ends where its next occurrence cannot
// be computed.
func TestTriggerOfAnUnreadableCron(t *testing.T) {
	l := newLab(t, setup{})
	l.do(func(x *thing) error {
		_, err := x.a.Cron("0 0 * * *", "", "note", nil, ID("c"))
		require.NoError(t, err)
		_, err = x.st.Storage.SQL().Exec(`UPDATE _alarms SET spec = '{"cron":"nonsense"}'`)
		require.NoError(t, err)
		require.NoError(t, x.a.Trigger("c"))
		require.Equal(t, []string{"c"}, l.ids())
		dead, err := x.a.Dead(Filter{})
		require.Len(t, dead, 1)
		require.True(t, dead[0].Ended)
		require.Contains(t, dead[0].Reason, ErrCron.Error())
		return err
	})
}

// TestRevivedLetterThatCannotBeRead: an occurrence of a schedule that goes on is not revived without its retries.
func TestRevivedLetterThatCannotBeRead(t *testing.T) {
	l := newLab(t, setup{options: Options{Retry: Once()}, handlers: map[string]func(*thing, Run) error{
		"fail": func(*thing, Run) error { return errors.New("boom") },
	}})
	l.do(func(x *thing) error { _, err := x.a.Every(time.Hour, "fail", nil); return err })
	l.advance(90 * time.Minute)
	l.do(func(x *thing) error {
		dead, err := x.a.Dead(Filter{})
		require.NoError(t, err)
		_, err = x.st.Storage.SQL().Exec(`UPDATE _alarms_dead SET spec = '{'`)
		require.NoError(t, err)
		_, err = x.a.Revive(dead[0].Number)
		require.ErrorContains(t, err, "stored schedule: ")
		left, err := x.a.Dead(Filter{})
		require.Len(t, left, 1)
		return err
	})
}

// TestPayloadOfAnotherType: a value that does not fit what it is read into is an error, wherever it is read.
func TestPayloadOfAnotherType(t *testing.T) {
	var payload, fits error
	var value any
	l := newLab(t, setup{options: Options{Retry: Once()}, handlers: map[string]func(*thing, Run) error{
		"read": func(x *thing, r Run) error {
			_, payload = Payload[int](r)
			value, fits = Payload[any](r)
			return errors.New("boom")
		},
	}})
	l.do(func(x *thing) error {
		_, err := x.a.After(sec, "read", "text", ID("r"))
		require.NoError(t, err)
		s, err := x.a.Get("r")
		require.NoError(t, err)
		require.ErrorContains(t, s.Read(new(int)), "payload: ")
		v, err := Payload[any](s)
		require.Equal(t, "text", v)
		return err
	})
	l.advance(2 * sec)
	require.ErrorContains(t, payload, "payload: ")
	require.NoError(t, fits)
	require.Equal(t, "text", value)
	l.do(func(x *thing) error {
		dead, err := x.a.Dead(Filter{})
		require.NoError(t, err)
		require.ErrorContains(t, dead[0].Read(new(int)), "payload: ")
		v, err := Payload[any](dead[0])
		require.Equal(t, "text", v)
		require.NoError(t, err)
		_, err = x.st.Storage.SQL().Exec(`UPDATE _alarms_dead SET payload = x'00'`)
		require.NoError(t, err)
		dead, err = x.a.Dead(Filter{})
		require.NoError(t, err)
		_, err = Payload[any](dead[0])
		require.Error(t, err)
		require.NoError(t, after(time.Hour, "o")(x))
		_, err = x.st.Storage.SQL().Exec(`UPDATE _alarms SET payload = x'00'`)
		require.NoError(t, err)
		s, err := x.a.Get("o")
		require.NoError(t, err)
		_, err = Payload[any](s)
		require.Error(t, err)
		return nil
	})
}
