// Package doors uses every door of its rule.
package doors

import (
	crand "crypto/rand"
	"hash/maphash"
	"math/rand"
	randv2 "math/rand/v2"
	"mime/multipart"

	"github.com/google/uuid"
)

var (
	_ = rand.Intn           // want `rand\.Intn .*\(rand\)`
	_ = randv2.IntN         // want `rand\.IntN .*\(rand\)`
	_ = crand.Reader        // want `rand\.Reader .*\(rand\)`
	_ maphash.Hash          // want `maphash\.Hash .*\(rand\)`
	_ = multipart.NewWriter // want `multipart\.NewWriter .*\(rand\)`
	_ = uuid.New            // want `uuid\.New .*\(rand\)`
	_ = uuid.NewRandom      // want `uuid\.NewRandom .*\(rand\)`
	_ = uuid.NewString      // want `uuid\.NewString .*\(rand\)`
	_ = uuid.NewUUID        // want `uuid\.NewUUID .*\(rand\)`
	_ = uuid.NewV6          // want `uuid\.NewV6 .*\(rand\)`
	_ = uuid.NewV7          // want `uuid\.NewV7 .*\(rand\)`
)

// These pass.
var (
	_ = rand.New
	_ = rand.NewSource
	_ = rand.NewZipf
	_ rand.Rand
	_ rand.Source
	_ rand.Source64
	_ rand.Zipf
	_ randv2.ChaCha8
	_ = randv2.New
	_ = randv2.NewChaCha8
	_ = randv2.NewPCG
	_ = randv2.NewZipf
	_ randv2.PCG
	_ randv2.Rand
	_ randv2.Source
	_ randv2.Zipf
)
