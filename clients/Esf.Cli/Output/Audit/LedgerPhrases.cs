using Esf.Client;

namespace Esf.Cli.Output.Audit;

/// <summary>What can be wrong with an exported ledger or its proof, for people.</summary>
internal static class LedgerPhrases
{
    private static readonly Dictionary<LedgerFault, Phrase> Faults = new()
    {
        [LedgerFault.CheckpointMalformed] = new(
            "The file is no checkpoint.", "Файл не является контрольной точкой.", "Файл бақылау нүктесі емес."),
        [LedgerFault.CheckpointAlgorithmWrong] = new(
            "The checkpoint is not signed by ES256: it proves nothing.",
            "Контрольная точка подписана не по ES256: она ничего не доказывает.",
            "Бақылау нүктесіне ES256 бойынша қол қойылмаған: ол ештеңені дәлелдемейді."),
        [LedgerFault.CheckpointTypeWrong] = new(
            "The token is signed for another purpose than a checkpoint.",
            "Токен подписан для другой цели, это не контрольная точка.",
            "Таңбалауышқа басқа мақсатпен қол қойылған, бұл бақылау нүктесі емес."),
        [LedgerFault.CheckpointKeyUnknown] = new(
            "The checkpoint is signed with a key that is not among the given ones.",
            "Контрольная точка подписана ключом, которого нет среди данных.",
            "Бақылау нүктесіне берілгендер арасында жоқ кілтпен қол қойылған."),
        [LedgerFault.CheckpointSignatureWrong] = new(
            "The signature of the checkpoint is wrong: it was changed, or forged.",
            "Подпись контрольной точки неверна: её изменили или подделали.",
            "Бақылау нүктесінің қолтаңбасы қате: ол өзгертілген немесе қолдан жасалған."),
        [LedgerFault.CheckpointClaimsWrong] = new(
            "The token is signed, but does not say what a checkpoint says.",
            "Токен подписан, но говорит не то, что контрольная точка.",
            "Таңбалауышқа қол қойылған, бірақ ол бақылау нүктесі айтатынды айтпайды."),
        [LedgerFault.KeysMalformed] = new(
            "The file of keys is no JWK set of ledger keys.",
            "Файл ключей не является набором JWK ключей реестра.",
            "Кілттер файлы тізілім кілттерінің JWK жиыны емес."),
        [LedgerFault.KeysPrivate] = new(
            "The file of keys holds a private key. Verify with the public one, and warn its owner.",
            "В файле ключей закрытый ключ. Проверяйте открытым и предупредите владельца.",
            "Кілттер файлында жабық кілт бар. Ашық кілтпен тексеріп, иесін ескертіңіз."),
        [LedgerFault.LineTooLong] = new(
            "The line is longer than any document can be.",
            "Строка длиннее любого возможного документа.",
            "Жол кез келген ықтимал құжаттан ұзын."),
        [LedgerFault.DocumentMalformed] = new(
            "The line is no document of a ledger.", "Строка не является документом реестра.", "Жол тізілім құжаты емес."),
        [LedgerFault.TaxpayerForeign] = new(
            "The document is of another taxpayer than the checkpoint.",
            "Документ другого налогоплательщика, чем контрольная точка.",
            "Құжат бақылау нүктесіндегіден басқа салық төлеушінікі."),
        [LedgerFault.DocumentMissing] = new(
            "The document is missing: a later one stands in its place.",
            "Документа нет: на его месте стоит более поздний.",
            "Құжат жоқ: оның орнында кейінгісі тұр."),
        [LedgerFault.DocumentOutOfOrder] = new(
            "An earlier document stands here: one was put in, doubled or moved.",
            "Здесь стоит более ранний документ: документ вставлен, удвоен или переставлен.",
            "Мұнда ертерек құжат тұр: құжат қойылған, қосарланған немесе жылжытылған."),
        [LedgerFault.LinkBroken] = new(
            "The document does not hold the hash of the one before: one of the two was changed.",
            "В документе не хеш предыдущего: один из двух изменён.",
            "Құжатта алдыңғысының хеші жоқ: екеуінің бірі өзгертілген."),
        [LedgerFault.CheckpointDiffers] = new(
            "The document is not the one that the checkpoint proves: the ledger was written anew up to here.",
            "Это не тот документ, который доказан контрольной точкой: реестр до него переписан.",
            "Бұл бақылау нүктесі дәлелдеген құжат емес: тізілім осы жерге дейін қайта жазылған."),
        [LedgerFault.Truncated] = new(
            "The file ends here; the checkpoint proves that there are more documents.",
            "Файл здесь кончается; контрольная точка доказывает, что документов больше.",
            "Файл осы жерде бітеді; бақылау нүктесі құжаттар көбірек екенін дәлелдейді."),
    };

    /// <summary>The sentence for a fault.</summary>
    public static Phrase Of(LedgerFault fault) => Faults[fault];

    /// <summary>The code of a fault, as JSON has it: <c>LINK_BROKEN</c>.</summary>
    public static string CodeOf(LedgerFault fault) =>
        string.Concat(fault.ToString().Select((letter, i) => i > 0 && char.IsUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}"));
}
