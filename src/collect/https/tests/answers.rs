//! What an answer comes to: status, head and text.

use super::*;

#[test]
fn a_text_is_fetched_whole() {
    let (fetch, server) = serve(Behaviour::Body("version: STSv1\r\nmode: none\r\n".to_owned()));
    assert_eq!(
        *fetch,
        Fetch {
            at: "https://mta-sts.example.com/.well-known/mta-sts.txt".to_owned(),
            status: Status::Found,
            error: None,
            code: Some(200),
            media_type: Some("text/plain".to_owned()),
            body: Some("version: STSv1\r\nmode: none\r\n".to_owned()),
        }
    );
    let requests = server.requests();
    let [request] = requests.as_slice() else { panic!("{requests:?}") };
    let mut lines: Vec<_> = request.trim_end().lines().collect();
    assert_eq!(lines.remove(0), "GET /.well-known/mta-sts.txt HTTP/1.1");
    lines.sort_unstable();
    let host = format!("host: mta-sts.example.com:{}", server.port());
    let agent = concat!("user-agent: palisade/", env!("CARGO_PKG_VERSION"));
    assert_eq!(lines, ["accept: text/plain, */*;q=0.1", &host, agent]);
}

#[test]
fn a_page_that_does_not_exist_is_absent() {
    for code in [404, 410] {
        let (fetch, _server) = serve(Behaviour::Status(code));
        assert_eq!((fetch.status, fetch.code, &fetch.error), (Status::Absent, Some(code), &None));
        assert_eq!(fetch.body, None);
    }
}

#[test]
fn redirects_are_not_followed() {
    let to = "https://mta-sts.example.com/elsewhere?session=1";
    let (fetch, server) = serve(Behaviour::Redirect(to));
    let error = fetch.error.as_ref().unwrap();
    assert_eq!((fetch.code, error.class), (Some(301), FailureClass::Redirect));
    assert_eq!(
        error.reason,
        "mta-sts.example.com answers with a redirect (301) to \
         `https://mta-sts.example.com/elsewhere`"
    );
    assert_eq!(server.requests().len(), 1);
    for code in [300, 302, 303, 304, 307, 308] {
        let (class, reason) = failure(Behaviour::Status(code));
        assert_eq!(class, FailureClass::Redirect);
        assert_eq!(reason, format!("mta-sts.example.com answers with a redirect ({code})"));
    }
}

#[test]
fn other_statuses_are_told() {
    for code in [201, 204, 206, 400, 401, 403, 429, 500, 503, 599] {
        let (fetch, _server) = serve(Behaviour::Status(code));
        let error = fetch.error.as_ref().unwrap();
        assert_eq!((fetch.code, error.class), (Some(code), FailureClass::HttpStatus));
        assert_eq!(
            error.reason,
            format!("mta-sts.example.com answers with status {code} instead of 200")
        );
    }
}

#[test]
fn what_is_not_utf8_is_no_text() {
    assert_eq!(
        failure(Behaviour::Typed("text/plain; charset=iso-8859-1", vec![b'a', 0xe9, b'\n'])),
        (
            FailureClass::Malformed,
            "what mta-sts.example.com sends is not text: it is not UTF-8".to_owned()
        )
    );
}

#[test]
fn the_media_type_is_kept_as_it_is() {
    let (fetch, _server) = serve(Behaviour::Typed("text/html; charset=utf-8", b"<html>".into()));
    assert_eq!(fetch.media_type.as_deref(), Some("text/html; charset=utf-8"));
    assert_eq!(fetch.body.as_deref(), Some("<html>"));
    let (fetch, _server) = serve(raw("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"));
    assert_eq!((fetch.media_type.as_deref(), fetch.body.as_deref()), (None, Some("x")));
    let long = format!("text/{}", "x".repeat(5000));
    let (fetch, _server) = serve(raw(&format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {long}\r\nContent-Length: 1\r\n\r\nx"
    )));
    assert_eq!(fetch.media_type.as_ref().unwrap().len(), 200);
}

#[test]
fn answers_that_are_no_http_are_malformed() {
    let expected = (
        FailureClass::Malformed,
        "the answer of mta-sts.example.com cannot be read as HTTP/1.1".to_owned(),
    );
    for answer in [
        "hello\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ] {
        assert_eq!(failure(raw(answer)), expected, "{answer:?}");
    }
}

#[test]
fn odd_answers_end_in_some_outcome() {
    for answer in [
        "",
        "\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\nx",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
        "HTTP/1.1 301 Moved\r\nLocation: \u{e9}\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n1\r\nx\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1ffffffffffffffff\r\nx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nx",
        "HTTP/1.0 200 OK\r\n\r\nx",
        "HTTP/1.1 999 Odd\r\n\r\nx",
        "HTTP/1.1 000 Odd\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx",
    ] {
        let (fetch, _server) = serve(raw(answer));
        assert_eq!(fetch.error.is_some(), fetch.status == Status::Error, "{answer:?}");
        assert_eq!(fetch.body.is_some(), fetch.status == Status::Found, "{answer:?}");
    }
}
