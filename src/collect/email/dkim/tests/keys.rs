//! Public keys for the tests, generated with openssl; the private halves do not exist any more.

/// A `SubjectPublicKeyInfo`.
pub(super) const RSA_512: &str = "\
    MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAK+dJmqbXW/oCa4zyjb7UdlCafe8Nb5a/hFGk8bereSbxB42rooR\
    zCNwMZm3qvRVN24UnCuq0vyQLZaYVSoQmckCAwEAAQ==";

/// A `SubjectPublicKeyInfo`.
pub(super) const RSA_768: &str = "\
    MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhAMZy1YBBdK/xPO0oIStiNqil45ZkWbUkwuTNXlQWXEqIoH7AIT0I\
    /VkXkJy6yFFe/o2VQOEniXq9dk46GgBZ1GKGUSluNXw9SC6Hv7cQR2Oor5ELN2ANCHW049EEPXPs2wIDAQAB";

/// A `SubjectPublicKeyInfo`.
pub(super) const RSA_1024: &str = "\
    MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDfuwquoHAf2A58d0IFEWQht2xHRKVOmWI2iksioZY1Z8eT\
    H0eGWkd8hWdTt/lUI6emHJMdatXDWiOVnrDzopMdJauw3zuSJrmlrNGsMsuJ/AMZHeD3tg4TdTA1eQGMF/on\
    FEZ++zur5n5GYH5cmz9yBDkt1I9C1stggSaPc3wOEQIDAQAB";

/// A `SubjectPublicKeyInfo`.
pub(super) const RSA_2048: &str = "\
    MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAnHSbGl30ChZ9Ou0tluzftq1ZY4Scr1p3DFNWMYEj\
    LhjU2ejD0gNBWOr8co0KMqO8QXGDEoy1DIKWzANCNpL/q3X38ynd3nDc1bxlHZyGvpUdZLD7BG1X+8kANwnE\
    /Cn502eDitFKsg9LsYSVCKtrYkCfaNt2+azmEVYPzwBv/siIw3DMOF46lT7zb9grSv4BlvNLAMhgFyUyqOQ7\
    eE4UZRFs3z8VcK4sVQi161pbbYMgnxmQVn9ANu9+7ReX+bQST+YJNNpjKiMkZmrXIRNLJTEv66xSBgHg2xhA\
    6c6Cf8K9Qu8O3B+DP6hHN9ZTyaEp/+1UtDGjvv5fD0pSOZPbYQIDAQAB";

/// A `SubjectPublicKeyInfo`.
pub(super) const RSA_4096: &str = "\
    MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEAwn9c0OyYZdKQU/7YVsAs/PjQVx59+nYbReYkMcCf\
    oK7LD+JWgjaZakUncaVbkce91h0sNSKL88xY3Z6CQm59dcweDvBua0s7eKmpSnLvtn4oguN1Ia7zawTDC20b\
    Vp0rBgkFfPhxH+HCQYxqmaOufdIHsJTuXZBPOsSKBnX7tubKX3NKQIMYyKf9NoySlUTpCcduhYnhz0Sblwjt\
    F4dEr8OlApsNTri1UN7m7rSxMexrmNDFq7cRf10lrm+NaK3bwJeG2t2xlJGXyyTUY1zXWQSh1bTyBP/0STed\
    ipSF1UqEr8iJHdhaqS7TJiLaCxCyrsOJIbNQ8Ez3JVibase4+7TOXW4oENxj7ajrRgnOWK5Z13fqgLxl1bKl\
    dfziwKMJloCOmrKNuvyEc4bU5T/It1r7v3FXmq0yBQDMwMqVkdaqBc8/VWeEy4szb1/HMAWSiYLFz1FkRBt9\
    5HfQ171jr+cFGTeL5ZZ820tSno6LUHtfuOCrYHttccaI1VO/Cb2zULDQ5uMyJ2FYc4qSjb13hrg7XZiwPZJx\
    jM3PVNlVSfCcP+eKHImXy9YTbpQCqqYo7BwmVcysp/nA7J3kp7w15osEuDt658w4w2+iyn4/ob6DJIjklo41\
    MQMHLONlJnw8Ypg4XirrnjAY2+q/0NPr5CYU+GT8hAfgNGv8O97C92cCAwEAAQ==";

/// An `RSAPublicKey`.
pub(super) const RSA_2048_BARE: &str = "\
    MIIBCgKCAQEAnHSbGl30ChZ9Ou0tluzftq1ZY4Scr1p3DFNWMYEjLhjU2ejD0gNBWOr8co0KMqO8QXGDEoy1\
    DIKWzANCNpL/q3X38ynd3nDc1bxlHZyGvpUdZLD7BG1X+8kANwnE/Cn502eDitFKsg9LsYSVCKtrYkCfaNt2\
    +azmEVYPzwBv/siIw3DMOF46lT7zb9grSv4BlvNLAMhgFyUyqOQ7eE4UZRFs3z8VcK4sVQi161pbbYMgnxmQ\
    Vn9ANu9+7ReX+bQST+YJNNpjKiMkZmrXIRNLJTEv66xSBgHg2xhA6c6Cf8K9Qu8O3B+DP6hHN9ZTyaEp/+1U\
    tDGjvv5fD0pSOZPbYQIDAQAB";

/// Of the curve P-256.
pub(super) const P256: &str = "\
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEteQnLfWTt0o6hi6WjTyyppLExeaGkzDnmXqIJHaviZHFP94P\
    itiWi+ONGIaj1UYWAc3UhOpDuv2o7jaiMec7lg==";

/// An ed25519 key in a `SubjectPublicKeyInfo`.
pub(super) const ED25519_WRAPPED: &str = "\
    MCowBQYDK2VwAyEAHkKvqje/4kYm7d2I5gK4hN7qOpf3aRTWrEIcB0J9jNo=";

/// The key of RFC 8463, appendix A.2.
pub(super) const ED25519: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

/// The key of RFC 6376, appendix C.
pub(super) const BRISBANE: &str = "\
    MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYt\
    IxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0\
    fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB";
