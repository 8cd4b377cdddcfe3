namespace Esf.Client;

/// <summary>Every value that <see cref="EsfException.Reason"/> and <see cref="EsfViolation.Reason"/> can have; never renamed.</summary>
/// <remarks>
/// Those of the service are made from its published catalogue, <c>errors.json</c>, when this library is built. A failure that neither
/// the service nor this client has a reason for has the gRPC code's name: <c>UNAVAILABLE</c>.
/// </remarks>
public static partial class EsfReasons
{
    /// <summary>The client: no server answers at the address. It may only be down; the call is repeated.</summary>
    public const string AddressUnreachable = "ADDRESS_UNREACHABLE";

    /// <summary>The client: the host name of the address is not known. The call is repeated.</summary>
    public const string AddressHostUnknown = "ADDRESS_HOST_UNKNOWN";

    /// <summary>The client: what answers at the address does not speak gRPC.</summary>
    public const string AddressNotGrpc = "ADDRESS_NOT_GRPC";

    /// <summary>The client: the address is <c>http</c>, and its port speaks TLS.</summary>
    public const string AddressNeedsTls = "ADDRESS_NEEDS_TLS";

    /// <summary>The client: the address is <c>https</c>, and its port does not speak TLS.</summary>
    public const string AddressHasNoTls = "ADDRESS_HAS_NO_TLS";

    /// <summary>The client: the certificate of the server is not trusted, or is not that of its host.</summary>
    public const string AddressCertificateRefused = "ADDRESS_CERTIFICATE_REFUSED";

    /// <summary>The client: the connection was lost. The service itself says STORE_UNAVAILABLE or another reason of its own.</summary>
    public const string Unavailable = "UNAVAILABLE";

    /// <summary>The client: a list or a ledger that must be whole did not come whole.</summary>
    public const string DataLoss = "DATA_LOSS";
}
