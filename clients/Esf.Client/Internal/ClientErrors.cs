using Grpc.Core;

namespace Esf.Client;

/// <summary>A failure that this client finds by itself: its reason, its code, and its text with placeholders like <c>{address}</c>.</summary>
internal sealed record ClientError(string Reason, StatusCode Code, string En, string Ru, string Kk)
{
    /// <summary>The text in <c>kk</c> or <c>ru</c>, in English for any other language, as the service does it.</summary>
    public string In(string language) => language.Split('-')[0].ToLowerInvariant() switch
    {
        "ru" => Ru,
        "kk" => Kk,
        _ => En,
    };
}

/// <summary>Every failure of the client's own. A missing language does not compile; Kazakh puts no suffix on a placeholder.</summary>
internal static class ClientErrors
{
    // The address: one sentence that says what is wrong and what to use.
    public static readonly ClientError Unreachable = new(EsfReasons.AddressUnreachable, StatusCode.Unavailable,
        En: "No server answers at {address} ({cause}): start it, or give the address of its gRPC port, by default http://127.0.0.1:5051.",
        Ru: "По адресу {address} сервер не отвечает ({cause}): запустите его или укажите адрес его порта gRPC, по умолчанию http://127.0.0.1:5051.",
        Kk: "{address} мекенжайында сервер жауап бермейді ({cause}): оны іске қосыңыз немесе оның gRPC портының мекенжайын көрсетіңіз, әдепкіде http://127.0.0.1:5051.");

    public static readonly ClientError HostUnknown = new(EsfReasons.AddressHostUnknown, StatusCode.Unavailable,
        En: "The host {host} of the address {address} is not known: check the name and the network.",
        Ru: "Узел {host} из адреса {address} не найден: проверьте имя и сеть.",
        Kk: "{address} мекенжайындағы {host} торабы табылмады: атауы мен желіні тексеріңіз.");

    public static readonly ClientError NotGrpc = new(EsfReasons.AddressNotGrpc, StatusCode.Unavailable,
        En: "{address} does not speak gRPC: give the address of the server's gRPC port, by default 5051 (5050 is for JSON).",
        Ru: "{address} не принимает gRPC: укажите адрес порта gRPC сервера, по умолчанию 5051 (5050 — для JSON).",
        Kk: "{address} gRPC қабылдамайды: сервердің gRPC портының мекенжайын көрсетіңіз, әдепкіде 5051 (5050 — JSON үшін).");

    public static readonly ClientError WrongPort = new(EsfReasons.WrongPort, StatusCode.Unavailable,
        En: "{address} is the service's port for JSON: use its gRPC port, {other}.",
        Ru: "{address} — порт сервиса для JSON: используйте его порт gRPC, {other}.",
        Kk: "{address} — сервистің JSON үшін порты: оның gRPC портын пайдаланыңыз, {other}.");

    public static readonly ClientError NeedsTls = new(EsfReasons.AddressNeedsTls, StatusCode.Unavailable,
        En: "{address} accepts only TLS: use {other}.",
        Ru: "{address} принимает только TLS: используйте {other}.",
        Kk: "{address} тек TLS қабылдайды: {other} мекенжайын пайдаланыңыз.");

    public static readonly ClientError HasNoTls = new(EsfReasons.AddressHasNoTls, StatusCode.Unavailable,
        En: "{address} does not accept TLS: use {other}.",
        Ru: "{address} не принимает TLS: используйте {other}.",
        Kk: "{address} TLS қабылдамайды: {other} мекенжайын пайдаланыңыз.");

    public static readonly ClientError CertificateRefused = new(EsfReasons.AddressCertificateRefused, StatusCode.Unavailable,
        En: "The certificate of {address} is not trusted ({cause}): use the host name that it was issued for, and install its issuer's certificate.",
        Ru: "Сертификату {address} нет доверия ({cause}): используйте имя узла, на которое он выдан, и установите сертификат издателя.",
        Kk: "{address} сертификатына сенім жоқ ({cause}): ол берілген торап атауын пайдаланыңыз және баспагерінің сертификатын орнатыңыз.");

    // The connection.
    public static readonly ClientError ConnectionLost = new(EsfReasons.Unavailable, StatusCode.Unavailable,
        En: "The connection to {address} was lost ({cause}).",
        Ru: "Соединение с {address} потеряно ({cause}).",
        Kk: "{address} байланысы үзілді ({cause}).");

    public static readonly ClientError NoAnswer = new(EsfReasons.DeadlineExceeded, StatusCode.DeadlineExceeded,
        En: "{address} did not answer within {seconds} s.",
        Ru: "{address}: нет ответа в течение {seconds} с.",
        Kk: "{address}: {seconds} с ішінде жауап болмады.");

    public static readonly ClientError NoHeartbeat = new(EsfReasons.DeadlineExceeded, StatusCode.DeadlineExceeded,
        En: "{address} sent nothing, not even a heartbeat.",
        Ru: "{address}: сервер ничего не прислал, даже контрольного сообщения.",
        Kk: "{address}: сервер ештеңе, тіпті бақылау хабарын да жібермеді.");

    public static readonly ClientError StreamEnded = new(EsfReasons.Unavailable, StatusCode.Unavailable,
        En: "The server {address} ended the stream.",
        Ru: "Сервер {address} закрыл поток.",
        Kk: "{address} сервері ағынды жапты.");

    public static readonly ClientError StreamEndedUnanswered = new(EsfReasons.Unavailable, StatusCode.Unavailable,
        En: "The server {address} ended the stream before it had answered everything.",
        Ru: "Сервер {address} закрыл поток, не ответив на все запросы.",
        Kk: "{address} сервері барлық сұрауға жауап бермей ағынды жапты.");

    // What must be whole and is not.
    public static readonly ClientError MomentChanged = new(EsfReasons.DataLoss, StatusCode.DataLoss,
        En: "The stream changed its moment on the way.",
        Ru: "Поток по пути сменил момент, на который он составлен.",
        Kk: "Ағын жолда өзінің сәйкес келетін сәтін өзгертті.");

    public static readonly ClientError Torn = new(EsfReasons.DataLoss, StatusCode.DataLoss,
        En: "The stream ended with {count} of {total} offsets.",
        Ru: "Поток закончился: получено {count} из {total} зачётов.",
        Kk: "Ағын аяқталды: {total} есепке жатқызудың {count} алынды.");

    public static readonly ClientError WalkStuck = new("INTERNAL", StatusCode.Internal,
        En: "The walk along the ledger does not get past document {sequence}.",
        Ru: "Проверка реестра не продвигается дальше документа {sequence}.",
        Kk: "Тізілімді тексеру {sequence} құжатынан әрі жылжымайды.");
}
