package main

const (
	unseeded = "takes chance from the machine: use World.Choose"
	boundary = "draws a boundary from the machine's chance: set one, then allow it"
	hashSeed = "hashes with a seed that differs from process to process: use a hash without one"
)

var randDoors = doors{
	// With a source of its own a generator is as good as its seed.
	"math/rand.*":             unseeded,
	"math/rand.New":           "",
	"math/rand.NewSource":     "",
	"math/rand.NewZipf":       "",
	"math/rand.Rand":          "",
	"math/rand.Source":        "",
	"math/rand.Source64":      "",
	"math/rand.Zipf":          "",
	"math/rand/v2.*":          unseeded,
	"math/rand/v2.ChaCha8":    "",
	"math/rand/v2.New":        "",
	"math/rand/v2.NewChaCha8": "",
	"math/rand/v2.NewPCG":     "",
	"math/rand/v2.NewZipf":    "",
	"math/rand/v2.PCG":        "",
	"math/rand/v2.Rand":       "",
	"math/rand/v2.Source":     "",
	"math/rand/v2.Zipf":       "",

	"crypto/rand.*":            unseeded,
	"hash/maphash.*":           hashSeed,
	"mime/multipart.NewWriter": boundary,

	"github.com/google/uuid.New":       unseeded,
	"github.com/google/uuid.NewRandom": unseeded,
	"github.com/google/uuid.NewString": unseeded,
	"github.com/google/uuid.NewUUID":   unseeded,
	"github.com/google/uuid.NewV6":     unseeded,
	"github.com/google/uuid.NewV7":     unseeded,
}
