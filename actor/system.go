//detcheck:file sync the protoactor system is shared by the worlds of a process, which may run side by side

package actor

import (
	"log/slog"
	"sync"
	"sync/atomic"

	proto "github.com/asynkron/protoactor-go/actor"
)

// system returns the process's one protoactor system: each costs milliseconds and megabytes, and worlds share it
// without seeing each other, since every actor's id begins with its world's serial number.
var system = sync.OnceValue(func() *proto.ActorSystem {
	quiet := func(*proto.ActorSystem) *slog.Logger { return slog.New(slog.DiscardHandler) }
	return proto.NewActorSystem(proto.WithLoggerFactory(quiet))
})

var serials atomic.Uint64

func nextSerial() uint64 { return serials.Add(1) }
