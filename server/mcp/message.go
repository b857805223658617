package mcp

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"
)

// This file reads what clients send, each byte once, and decides what of it
// reaches the SDK: one message at a time, with the members of JSON-RPC and no
// others, and with an id of ours.

const (
	maxBatch  = 50      // messages of a batch
	maxID     = 1 << 10 // bytes of an id
	maxValues = 10_000  // values of a message: decoded, a small one takes a hundred times its size
)

// hasBatches tells whether a version of the protocol has batches. No version is
// that of a client which has not told it: such clients are old.
func hasBatches(version string) bool {
	return version == "" || version == "2024-11-05" || version == "2025-03-26"
}

// message is one message of a client.
//
// The SDK reads ids as float64, which has no 9007199254740993 and makes 1 of
// 1.5. So it gets a token in place of the id, which no client can foresee, and
// restore puts the id back byte for byte wherever the token stands in what the
// SDK says.
type message struct {
	members map[string]json.RawMessage // with the token in place of the id
	method  string
	id      json.RawMessage // as it came; nil without one
	token   string          // in place of id; empty without one
	refused *refusal        // why it is no message; nil if it is one
}

// memberNames are the members of JSON-RPC messages in the order they are written.
var memberNames = []string{"jsonrpc", "id", "method", "params", "result", "error"}

// parseMessage reads one message out of valid JSON.
func parseMessage(raw json.RawMessage) message {
	var m message
	if manyValues(raw) {
		m.refused = refuseValues
		return m
	}
	if m.members, m.refused = parseMembers(raw); m.refused != nil {
		return m
	}
	_, isCall := m.members["method"]
	if id, ok := m.members["id"]; ok && (isCall || string(id) != "null") {
		if !validID(id) {
			m.refused = refuseID
			return m
		}
		m.id, m.token = id, rand.Text()
		m.members["id"] = json.RawMessage(strconv.Quote(m.token))
	}
	if isCall {
		if err := json.Unmarshal(m.members["method"], &m.method); err != nil {
			m.refused = refuseMessage
		}
	} else if !m.isResponse() {
		m.refused = refuseMessage
	}
	return m
}

// manyValues tells whether valid JSON has more than [maxValues] values. Before
// each of them but the first stands one of three signs, outside of strings.
func manyValues(raw json.RawMessage) bool {
	n, inString, escaped := 0, false, false
	for _, c := range raw {
		switch {
		case escaped:
			escaped = false
		case inString:
			escaped, inString = c == '\\', c != '"'
		case c == '"':
			inString = true
		case c == ',' || c == '[' || c == '{':
			if n++; n > maxValues {
				return true
			}
		}
	}
	return false
}

// parseMembers reads the members of a message. One that stands there twice could
// mean one thing to us and another to the SDK.
func parseMembers(raw json.RawMessage) (map[string]json.RawMessage, *refusal) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if first, err := d.Token(); err != nil || first != json.Delim('{') {
		return nil, refuseMessage
	}
	members := map[string]json.RawMessage{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, refuseParse
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, refuseParse
		}
		known, _ := name.(string)
		if !slices.Contains(memberNames, known) {
			continue
		}
		if members[known] != nil {
			return nil, refuseMessage
		}
		members[known] = value
	}
	return members, nil
}

// validID tells whether JSON is a string or a number, such as an id must be.
func validID(id json.RawMessage) bool {
	return len(id) <= maxID && utf8.Valid(id) && (id[0] == '"' || id[0] == '-' || '0' <= id[0] && id[0] <= '9')
}

// isResponse tells whether m answers something. This server asks nothing, so
// that such a message is no concern of its.
func (m message) isResponse() bool {
	return m.members["method"] == nil && (m.members["result"] != nil || m.members["error"] != nil)
}

// isNotification tells whether m wants no answer.
func (m message) isNotification() bool {
	return m.refused == nil && m.id == nil && m.members["method"] != nil
}

// version gives the version of the protocol that m says it is of, as messages of
// the versions without a handshake do.
func (m message) version() string {
	var params struct {
		Meta struct {
			Version string `json:"io.modelcontextprotocol/protocolVersion"`
		} `json:"_meta"`
	}
	if json.Unmarshal(m.members["params"], &params) != nil {
		return ""
	}
	return params.Meta.Version
}

// encode gives the message as the SDK gets it.
func (m message) encode() []byte {
	b := bytes.NewBuffer(make([]byte, 0, len(m.members["params"])+1024))
	separator := "{"
	for _, name := range memberNames {
		if value := m.members[name]; value != nil {
			b.WriteString(separator + strconv.Quote(name) + ":")
			b.Write(value)
			separator = ","
		}
	}
	b.WriteByte('}')
	return b.Bytes()
}

// restore puts the id back into what the SDK says about the message.
func (m message) restore(output []byte) []byte {
	if m.id == nil {
		return output
	}
	return bytes.ReplaceAll(output, []byte(strconv.Quote(m.token)), m.id)
}

// readMessages reads a message or a batch, and nothing may follow. A batch is
// refused before the message is read that is one too many. [bodyRefusal] tells
// what an error means.
func readMessages(r io.Reader, batches bool) (messages []message, isBatch bool, err error) {
	b := bufio.NewReader(r)
	first, err := skipSpace(b)
	if err != nil {
		return nil, false, err
	}
	d := json.NewDecoder(b)
	if isBatch = first == '['; isBatch {
		messages, err = readBatch(d, batches)
	} else {
		messages = make([]message, 1)
		messages[0], err = readMessage(d)
	}
	if err != nil {
		return nil, isBatch, err
	}
	switch _, err := d.Token(); {
	case err == nil:
		return nil, isBatch, refuseParse
	case !errors.Is(err, io.EOF):
		return nil, isBatch, err
	}
	return messages, isBatch, nil
}

func readBatch(d *json.Decoder, batches bool) ([]message, error) {
	if !batches {
		return nil, refuseBatch
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	var messages []message
	for d.More() {
		if len(messages) == maxBatch {
			return nil, refuseCalls
		}
		m, err := readMessage(d)
		if err != nil {
			return nil, err
		}
		if !hasBatches(m.version()) {
			return nil, refuseBatch
		}
		messages = append(messages, m)
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if len(messages) == 0 {
		return nil, refuseMessage
	}
	return messages, nil
}

func readMessage(d *json.Decoder) (message, error) {
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		return message{}, err
	}
	return parseMessage(raw), nil
}

// skipSpace gives the first byte that is no space, without taking it.
func skipSpace(b *bufio.Reader) (byte, error) {
	for {
		c, err := b.ReadByte()
		if err != nil {
			return 0, err
		}
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return c, b.UnreadByte()
		}
	}
}
