package shell

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pin/tftp/v3"
)

const (
	// maxTransfer is the largest file that is taken from the network.
	maxTransfer = 64 << 20
	// transferTimeout is how long a server may be silent.
	transferTimeout = 10 * time.Second
	// tftpRetries is how often TFTP asks again.
	tftpRetries = 3
)

// errProtocol says that a file system is known but not spoken.
var errProtocol = refusal("Protocol not supported")

// errTimedOut is how IOS calls a server that does not answer.
var errTimedOut = refusal("Timed out")

// errTooLarge ends a transfer that does not end by itself.
var errTooLarge = refusal("File too large")

// fetch takes a file from a server.
func fetch(ctx context.Context, l location) ([]byte, error) {
	switch l.system {
	case "tftp:":
		return await(ctx, func() ([]byte, error) {
			client, err := tftpClient(l.host)
			if err != nil {
				return nil, err
			}
			from, err := client.Receive(l.path, "octet")
			if err != nil {
				return nil, err
			}
			b := &bounded{limit: maxTransfer}
			_, err = from.WriteTo(b)
			return b.data, err
		})
	case "http:", "https:":
		return request(ctx, http.MethodGet, l, nil)
	}
	return nil, errProtocol
}

// send gives a file to a server.
func send(ctx context.Context, l location, data []byte) error {
	switch l.system {
	case "tftp:":
		_, err := await(ctx, func() ([]byte, error) {
			client, err := tftpClient(l.host)
			if err != nil {
				return nil, err
			}
			to, err := client.Send(l.path, "octet")
			if err == nil {
				_, err = to.ReadFrom(bytes.NewReader(data))
			}
			return nil, err
		})
		return err
	case "http:", "https:":
		_, err := request(ctx, http.MethodPut, l, data)
		return err
	}
	return errProtocol
}

// tftpClient speaks to the well-known port of a host unless it names another.
func tftpClient(host string) (*tftp.Client, error) {
	if _, _, err := net.SplitHostPort(host); err != nil {
		host = net.JoinHostPort(strings.Trim(host, "[]"), "69")
	}
	client, err := tftp.NewClient(host)
	if err != nil {
		return nil, err
	}
	client.SetTimeout(transferTimeout / tftpRetries)
	client.SetRetries(tftpRetries)
	return client, nil
}

// await runs a transfer that cannot be stopped; when the person does not wait
// for its end, its own timeouts end it.
func await(ctx context.Context, transfer func() ([]byte, error)) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := transfer()
		done <- result{data, err}
	}()
	select {
	case r := <-done:
		var timeout net.Error
		if errors.As(r.err, &timeout) && timeout.Timeout() {
			r.err = errTimedOut
		}
		return r.data, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// request is one exchange with a web server, whose name and password may
// stand before the host.
func request(ctx context.Context, method string, l location, data []byte) ([]byte, error) {
	u, err := url.Parse(l.String())
	if err != nil {
		return nil, refusal("Invalid URL")
	}
	ctx, cancel := context.WithTimeout(ctx, 6*transferTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(data))
	if err != nil {
		return nil, refusal("Invalid URL")
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		var wrapped *url.Error // its text has the password
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		if errors.Is(err, context.DeadlineExceeded) {
			err = errTimedOut
		}
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode/100 != 2 {
		return nil, errors.New(http.StatusText(answer.StatusCode))
	}
	b := &bounded{limit: maxTransfer}
	_, err = io.Copy(b, answer.Body)
	return b.data, err
}

// bounded takes so many bytes and no more.
type bounded struct {
	data  []byte
	limit int
}

func (b *bounded) Write(p []byte) (int, error) {
	if len(b.data)+len(p) > b.limit {
		return 0, errTooLarge
	}
	b.data = append(b.data, p...)
	return len(p), nil
}
