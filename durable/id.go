package durable

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"

	"dolab/durable/platform"
)

// ID is the identity of an object: 16 bytes that a name or chance gives, and a 16-byte MAC that binds them to
// their namespace. The zero ID is none.
type ID struct {
	bytes [32]byte
	name  string
	named bool
}

// String returns the ID as 64 lower-case hex digits.
func (id ID) String() string { return hex.EncodeToString(id.bytes[:]) }

// Value is the text of String: how an ID is bound in SQL (semantics F11).
func (id ID) Value() (driver.Value, error) { return id.String(), nil }

// Name returns the name the ID was made from; ok is false for IDs made by NewUniqueID or IDFromString.
func (id ID) Name() (name string, ok bool) { return id.name, id.named }

// Equals reports whether both identify the same object; names do not count (semantics A4).
func (id ID) Equals(o ID) bool { return id.bytes == o.bytes }

// label is the short form for traces and errors: the name, or the first 8 hex digits.
func (id ID) label() string {
	if id.named {
		return id.name
	}
	return hex.EncodeToString(id.bytes[:4])
}

// compare orders IDs by their bytes.
func (id ID) compare(other ID) int { return bytes.Compare(id.bytes[:], other.bytes[:]) }

// ReadID returns the ID whose texts String and Name have given, of whatever namespace it is.
func ReadID(text, name string, named bool) (ID, error) {
	id := ID{name: name, named: named}
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(id.bytes) {
		return ID{}, platform.TypeError(platform.TextIDFormat)
	}
	copy(id.bytes[:], raw)
	return id, nil
}

// idKey makes and checks the IDs of one namespace.
// workerd: actor-id-impl; key = SHA256(uniqueKey), mac = HMAC-SHA256(key, base)[:16].
type idKey [32]byte

func newIDKey(uniqueKey string) idKey { return sha256.Sum256([]byte(uniqueKey)) }

// IDs makes the IDs of the namespace with a unique key, as the Namespace does. It needs no world that declares it.
type IDs struct{ key idKey }

// IDsOf returns what makes the IDs for a unique key: see Class.UniqueKey.
func IDsOf(uniqueKey string) IDs { return IDs{newIDKey(uniqueKey)} }

// FromName is Namespace.IDFromName.
func (ids IDs) FromName(name string) ID { return ids.key.fromName(name) }

// FromString is Namespace.IDFromString.
func (ids IDs) FromString(s string) (ID, error) { return ids.key.fromString(s) }

// mac is HMAC (RFC 2104) without the memory that package hmac takes for each: every call by name needs two.
func (k idKey) mac(data []byte) []byte {
	var inner, outer [sha256.BlockSize]byte
	copy(inner[:], k[:])
	copy(outer[:], k[:])
	for n := range inner {
		inner[n] ^= 0x36
		outer[n] ^= 0x5c
	}
	var buf [256]byte
	sum := sha256.Sum256(append(append(buf[:0], inner[:]...), data...))
	sum = sha256.Sum256(append(append(buf[:0], outer[:]...), sum[:]...))
	return sum[:16]
}

func (k idKey) fromBase(base []byte) ID {
	var id ID
	copy(id.bytes[:16], base)
	copy(id.bytes[16:], k.mac(base))
	return id
}

func (k idKey) fromName(name string) ID {
	id := k.fromBase(k.mac([]byte(name)))
	id.name, id.named = name, true
	return id
}

func (k idKey) fromString(s string) (ID, error) {
	given, err := ReadID(s, "", false)
	if err != nil {
		return ID{}, err
	}
	id := k.fromBase(given.bytes[:16])
	if !hmac.Equal(id.bytes[16:], given.bytes[16:]) {
		return ID{}, platform.TypeError(platform.TextIDForeign)
	}
	return id, nil
}
